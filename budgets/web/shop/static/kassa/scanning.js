/** The camera: from a picture of a pass to its code. */

import QrScanner from "../vendor/qr-scanner.min.js";

const SHARP = 480;
let scanner = null;

/** Start the camera in a video element; `found` gets the first code, once. Throws when there is no camera to use. */
export async function start(video, found) {
  stop();
  const mine = (scanner = new QrScanner(video, ({ data }) => { if (scanner === mine) { stop(); found(data); } }, {
    preferredCamera: "environment", maxScansPerSecond: 15, returnDetailedScanResult: true, calculateScanRegion: square,
  }));
  await mine.start();
  if (scanner !== mine) mine.destroy();
}

/** Look at the whole square that the page shows, as sharp as reading a code needs. */
function square({ videoWidth, videoHeight }) {
  const side = Math.min(videoWidth, videoHeight);
  const size = Math.min(side, SHARP);
  return {
    x: (videoWidth - side) / 2, y: (videoHeight - side) / 2, width: side, height: side,
    downScaledWidth: size, downScaledHeight: size,
  };
}

/** Let go of the camera. */
export function stop() {
  scanner?.destroy();
  scanner = null;
}
