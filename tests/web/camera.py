"""A camera that looks at a pass: a film of its QR code for a browser that has no camera."""

from pathlib import Path

import segno

_WIDTH, _HEIGHT, _FRAMES = 640, 480, 5
_INK, _PAPER, _GREY = b"\x10", b"\xeb", b"\x80"


def film(code: str, path: Path) -> Path:
    """This will write a film (Y4M) of the QR code of a text, and give its path."""
    picture = _draw(code) + _GREY * (_WIDTH * _HEIGHT // 2)
    header = f"YUV4MPEG2 W{_WIDTH} H{_HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode()
    path.write_bytes(header + (b"FRAME\n" + picture) * _FRAMES)
    return path


def camera_flags(path: Path) -> list[str]:
    """Give the flags by which Chromium sees a film where it would see a camera."""
    return [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={path}",
    ]


def _draw(code: str) -> bytes:
    squares = [bytes(row) for row in segno.make(code, error="m").matrix_iter(border=4)]
    scale = _HEIGHT * 3 // 4 // len(squares)  # As someone would hold it.
    left = (_WIDTH - scale * len(squares)) // 2
    above = (_HEIGHT - scale * len(squares)) // 2
    drawn = [_PAPER * _WIDTH] * above
    for row in squares:
        line = b"".join((_INK if square else _PAPER) * scale for square in row)
        drawn += [_PAPER * left + line + _PAPER * (_WIDTH - left - len(line))] * scale
    drawn += [_PAPER * _WIDTH] * (_HEIGHT - len(drawn))
    return b"".join(drawn)
