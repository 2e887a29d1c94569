// Drives the real tus-js-client as a test tells it to: one JSON object in, lines of JSON out.
import { createReadStream } from "node:fs";
import { PassThrough } from "node:stream";
import * as tus from "tus-js-client";

const order = JSON.parse(process.argv[2]);
const say = (event, facts = {}) => console.log(JSON.stringify({ event, ...facts }));
let paused = false;

// Of a file tus-js-client knows the length; only with another stream it can leave it open until the end.
const file = createReadStream(order.file);
const upload = new tus.Upload(order.deferred ? file.pipe(new PassThrough()) : file, {
  endpoint: order.endpoint,
  headers: order.headers,
  chunkSize: order.chunkSize ?? Infinity,
  parallelUploads: order.parallel ?? 1,
  uploadLengthDeferred: order.deferred ?? false,
  uploadDataDuringCreation: order.duringCreation ?? false,
  metadata: { filename: "film.mp4", title: order.title },
  metadataForPartialUploads: { filename: "part" },
  retryDelays: [0, 200, 1000],
  urlStorage: order.urls ? new tus.FileUrlStorage(order.urls) : null,
  fingerprint: async () => order.fingerprint ?? null,
  storeFingerprintForResuming: Boolean(order.urls),
  removeFingerprintOnSuccess: true,
  onError: (error) => {
    say("error", { status: error.originalResponse?.getStatus(), body: error.originalResponse?.getBody() });
    process.exit(1);
  },
  onChunkComplete: async (size, accepted) => {
    say("chunk", { accepted });
    if (order.mode === "pause" && !paused) {
      paused = true;
      await upload.abort();
      upload.start();
    }
    if (order.mode === "terminate") {
      await upload.abort(true);
      say("terminated", { url: upload.url });
      process.exit(0);
    }
  },
  onSuccess: () => say("done", { url: upload.url }),
});

if (order.mode === "resume") {
  const [previous] = await upload.findPreviousUploads();
  upload.resumeFromPreviousUpload(previous);
  say("resumed", { url: previous.uploadUrl });
}
upload.start();
