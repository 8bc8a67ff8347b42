/** A zarrita store over HTTP that tells of every request. */
import { FetchStore, type Readable } from "zarrita";

export interface ZarrRequest {
  method: string;
  address: string;
  /** Bytes of a body that was sent: none. */
  sent: number;
  received: number;
  /** 0 where no answer came. */
  status: number;
}

export function requestStore(address: string, tell: ((request: ZarrRequest) => void) | undefined): Readable {
  return new FetchStore(address, {
    async fetch(request) {
      const said = { method: request.method, address: request.url, sent: 0 };
      try {
        const response = await fetch(request);
        const received = request.method === "HEAD" ? 0 : Number(response.headers.get("Content-Length") ?? 0);
        tell?.({ ...said, received, status: response.status });
        return response;
      } catch (error) {
        if (!request.signal.aborted) tell?.({ ...said, received: 0, status: 0 });
        throw error;
      }
    },
  });
}
