"""Bring in what the pages use of others: fetched from npm, checked, reduced to what is used, and kept in the sources.

Run by ops/vendor when a version or a list below changes; the result is committed, so that nobody who runs Grondslag
needs npm. THIRD_PARTY.md lists what it is and whose.
"""

import base64
import gzip
import hashlib
import re
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WEB = ROOT / "budgets" / "web"
PLACE = WEB / "base" / "static" / "vendor"
LICENCES = WEB / "base" / "licences"

COMPONENTS = {
    "alert",
    "badge-status",
    "body",
    "button",
    "button-group",
    "button-link",
    "checkbox",
    "data-list",
    "document",
    "form-field",
    "form-field-checkbox",
    "form-field-description",
    "form-field-error-message",
    "form-fieldset",
    "form-label",
    "heading-1",
    "heading-2",
    "heading-3",
    "link",
    "page",
    "page-body",
    "page-content",
    "page-footer",
    "page-header",
    "page-layout",
    "paragraph",
    "radio-button",
    "root",
    "select",
    "separator",
    "skip-link",
    "table",
    "table-container",
    "textbox",
    "unordered-list",
}
"""The components of the Utrecht library that pages may use; another one is added here."""


@dataclass(frozen=True, slots=True)
class Package:
    """One package of npm: its version, what its archive must hash to, and its licence file."""

    name: str
    version: str
    sha512: str
    licence: str

    @property
    def short(self) -> str:
        """Give its name as that of a file."""
        return self.name.removeprefix("@").replace("/", "-")


CSS = Package(
    "@utrecht/component-library-css",
    "9.0.4",
    "gVA7D6GfP9/+fzehkYLSBR+0UPUTA97PZmgvTYQE88lPQhHGMlUk8FjmCpLKRsRC9hAYd32JuF/KzG6fmBfjJA==",
    "LICENSE.md",
)
TOKENS = Package(
    "@nl-design-system-unstable/voorbeeld-design-tokens",
    "7.4.1",
    "GNnapAn2mTIzXRcCvs0JMr4Bf9+ivUJ3zFBJLRT1SYpAYm2xPwptVxIM3k4WLJ0c59E9FfxsEBPJluGuAHUVvg==",
    "LICENSE.md",
)
QR = Package(
    "qr",
    "0.7.0",
    "/VrrACmOAwZVipuRITwfEwOL5oAMEHH5PTmBWaGtlTom2Thxaa+rhmna4zU9PRN2uLw2wdccbkHOLGZb1Q9SdA==",
    "LICENSE-MIT",
)
SCANNER = Package(
    "qr-scanner",
    "1.4.2",
    "kV1yQUe2FENvn59tMZW6mOVfpq9mGxGf8l6+EGaXUOd4RBOLg7tRC83OrirM5AtDvZRpdjdlXURsHreAOSPOUw==",
    "LICENSE",
)
STARTS_WORKER = "export const createWorker = () => new Worker(new URL('./qr-worker.js', import.meta.url));\n"
"""Stands for the module that has the worker as a text: a strict policy lets one run that is a file."""


class NotAsPinned(RuntimeError):
    """An archive is not the one that was looked at when its version was chosen."""


def vendor() -> None:
    """This will write the files anew."""
    PLACE.mkdir(parents=True, exist_ok=True)
    LICENCES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        css = reduce_css(_fetch(CSS, Path(place), "dist/index.css"))
        theme = _fetch(TOKENS, Path(place), "dist/theme.css")
        own = "".join(
            path.read_text(encoding="utf-8") for path in sorted(WEB.glob("*/static/*/*.css")) if _is_own(path)
        )
        _write("components.css", CSS, css)
        _write("theme.css", TOKENS, reduce_tokens(theme, used_by=css + own))
        _write("qr.js", QR, _fetch(QR, Path(place), "index.js"))
        scanner, worker = "qr-scanner.min.js", "qr-scanner-worker.min.js"
        _write(scanner, SCANNER, _without_map(_fetch(SCANNER, Path(place), scanner)))
        _write("qr-worker.js", SCANNER, unpack_worker(_fetch(SCANNER, Path(place), worker)))
        _write(worker, SCANNER, STARTS_WORKER)


def unpack_worker(module: str) -> str:
    """Give the worker that a module has within a text of its own."""
    begin, end = module.index("new Blob([`") + len("new Blob([`"), module.rindex("`]")
    return re.sub(r"\\([\\`$])", r"\1", module[begin:end])


def _without_map(module: str) -> str:
    return re.sub(r"//# sourceMappingURL=.*", "", module)


def _is_own(path: Path) -> bool:
    return path.parent.name != "vendor"


def _fetch(package: Package, place: Path, file: str) -> str:
    subprocess.run(  # noqa: S603
        ["npm", "pack", "--silent", f"{package.name}@{package.version}"],  # noqa: S607
        cwd=place,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    [archive] = place.glob(f"{package.short}-{package.version}.tgz")
    found = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if found != package.sha512:
        raise NotAsPinned(f"{package.name} {package.version} hashes to {found}")
    with tarfile.open(archive) as packed:
        (LICENCES / f"{package.short}.txt").write_text(_read(packed, package.licence), encoding="utf-8")
        return _read(packed, file)


def _read(packed: tarfile.TarFile, file: str) -> str:
    member = packed.extractfile(f"package/{file}")
    if member is None:
        raise FileNotFoundError(file)
    return member.read().decode()


def _write(name: str, package: Package, text: str) -> None:
    """Write a file, and what a browser is sent of it: compressed once, here, and the same bytes each time."""
    whole = f"/* Made by ops/vendor from {package.name} {package.version}; see THIRD_PARTY.md. */\n{text}".encode()
    (PLACE / name).write_bytes(whole)
    (PLACE / f"{name}.gz").write_bytes(gzip.compress(whole, mtime=0))


def reduce_css(text: str) -> str:
    """Give the rules of the components that are used, without comments and without what a class of a state repeats."""
    return "".join(_keep(re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)))


def _keep(text: str) -> Iterator[str]:
    for head, body in _rules(text):
        if head.startswith(("@media", "@supports")):
            inner = "".join(_keep(body))
            if inner:
                yield f"{head}{{{inner}}}\n"
        elif not head.startswith("@"):
            kept = [each for each in (part.strip() for part in head.split(",")) if _is_used(each)]
            if kept and body.strip():
                yield f"{','.join(kept)}{{{_packed(body)}}}\n"


def _rules(text: str) -> Iterator[tuple[str, str]]:
    """Give each rule as what stands before its braces and what stands in them."""
    place = 0
    while (opens := text.find("{", place)) >= 0:
        # What ends in a semicolon before it is a statement of its own, as @charset.
        head = text[place:opens].rpartition(";")[2].strip()
        depth, end = 1, opens + 1
        while depth:
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            end += 1
        yield head, text[opens + 1 : end - 1]
        place = end


def _is_used(selector: str) -> bool:
    names = {name.partition("--")[0].partition("__")[0] for name in re.findall(r"\.utrecht-([a-z0-9_-]+)", selector)}
    # Drawn states are for a catalogue of components: --hover is also :hover.
    drawn = re.search(r"--(hover|active|focus|focus-visible|distanced|html-\w+)\b", selector)
    return bool(names) and names <= COMPONENTS and not drawn


def _packed(body: str) -> str:
    return ";".join(" ".join(line.split()) for line in body.split(";") if line.strip())


def reduce_tokens(text: str, *, used_by: str) -> str:
    """Give the tokens that are used, and those that these are made of."""
    [(head, body)] = _rules(re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))
    lines = (line.partition(":") for line in body.split(";"))
    tokens = {name.strip(): value.strip() for name, _colon, value in lines if value}
    wanted, found = set(re.findall(r"var\(\s*(--[\w-]+)", used_by)), set()
    while wanted:
        name = wanted.pop()
        if name in tokens and name not in found:
            found.add(name)
            wanted |= set(re.findall(r"var\(\s*(--[\w-]+)", tokens[name]))
    kept = "".join(f"{name}:{tokens[name]};\n" for name in sorted(found))
    return f"{head}{{\n{kept}}}\n"


if __name__ == "__main__":
    vendor()
