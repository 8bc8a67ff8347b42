"""Operations: one file per family, one plain function per operation; importing this package registers them all."""
