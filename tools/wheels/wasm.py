"""Read what a WebAssembly module imports and exports; write the libraries that a side module needs."""

from dataclasses import dataclass

VALUE_TYPES = {0x7F: "i32", 0x7E: "i64", 0x7D: "f32", 0x7C: "f64", 0x7B: "v128", 0x70: "func", 0x6F: "extern"}
TYPE, IMPORT, FUNCTION, EXPORT = 1, 2, 3, 7
NEEDED, RUNTIME_PATH = 2, 5


@dataclass
class Module:
    """Symbols: functions from name to signature (`i32,i32->f64`); imported addresses; exported data."""

    imports: dict[str, str]
    exports: dict[str, str]
    addresses: set[str]
    data: set[str]


class Reader:
    """A position in a module's bytes."""

    def __init__(self, data: bytes, at: int = 0) -> None:
        self.data, self.at = data, at

    def byte(self) -> int:
        """Read one byte."""
        self.at += 1
        return self.data[self.at - 1]

    def number(self) -> int:
        """Read an unsigned LEB128 number."""
        value = shift = 0
        while True:
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    def take(self) -> bytes:
        """Read a length and that many bytes."""
        length = self.number()
        self.at += length
        return self.data[self.at - length : self.at]


def sections(data: bytes) -> list[tuple[int, bytes]]:
    """Return the sections of a module: number and contents."""
    reader = Reader(data, 8)
    found: list[tuple[int, bytes]] = []
    while reader.at < len(data):
        found.append((reader.byte(), reader.take()))
    return found


def read(data: bytes) -> Module:
    """Read a module's symbols."""
    module = Module({}, {}, set(), set())
    types: list[str] = []
    functions: list[str] = []
    for number, contents in sections(data):
        reader = Reader(contents)
        for _ in range(reader.number() if number in {TYPE, IMPORT, FUNCTION, EXPORT} else 0):
            if number == TYPE:
                reader.byte()
                sides = (reader.take(), reader.take())
                types.append("->".join(",".join(VALUE_TYPES[value] for value in side) for side in sides))
            elif number == IMPORT:
                read_import(reader, module, types, functions)
            elif number == FUNCTION:
                functions.append(types[reader.number()])
            else:
                name, kind, index = reader.take().decode(), reader.byte(), reader.number()
                if kind == 0:
                    module.exports[name] = functions[index]
                else:
                    module.data.add(name)
    return module


def read_import(reader: Reader, module: Module, types: list[str], functions: list[str]) -> None:
    """Read one import."""
    space, name, kind = reader.take().decode(), reader.take().decode(), reader.byte()
    if kind == 0:  # function
        functions.append(types[reader.number()])
        module.imports[name] = functions[-1]
    elif kind in {1, 2}:  # table (its type first) or memory: limits
        if kind == 1:
            reader.byte()
        for _ in range(1 + (reader.number() & 1)):
            reader.number()
    else:  # global (type, mutability) or tag (attribute, type)
        reader.byte()
        reader.number()
        if space.startswith("GOT."):
            module.addresses.add(name)


def encode(value: bytes | int) -> bytes:
    """Write a number as LEB128, or bytes with their length before them."""
    if isinstance(value, bytes):
        return encode(len(value)) + value
    head = b""
    while value >= 0x80:
        head += bytes([value & 0x7F | 0x80])
        value >>= 7
    return head + bytes([value])


def with_libraries(data: bytes, needed: list[str], paths: list[str]) -> bytes:
    """Return a side module that asks the loader for libraries, and says in which folders they are."""
    number, contents = sections(data)[0]
    reader = Reader(contents)
    if number != 0 or reader.take() != b"dylink.0":
        raise ValueError("not a side module")
    parts = b""
    while reader.at < len(contents):
        kind, part = reader.byte(), reader.take()
        if kind not in {NEEDED, RUNTIME_PATH}:
            parts += bytes([kind]) + encode(part)
    for kind, names in ((NEEDED, needed), (RUNTIME_PATH, paths)):
        part = encode(len(names)) + b"".join(encode(name.encode()) for name in names)
        parts += bytes([kind]) + encode(part)
    rest = Reader(data, 9)
    rest.take()
    return data[:8] + b"\0" + encode(encode(b"dylink.0") + parts) + data[rest.at :]
