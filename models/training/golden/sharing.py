"""Keeps each file once: what several goldens have byte for byte moves to `shared/`, and `golden.json` says where it goes."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import defaultdict
from pathlib import Path

SMALLEST = 512


def share(root: Path) -> None:
    """Undoes an earlier sharing, then moves every file of at least 512 bytes that is there twice to `root/shared`."""
    unshare(root)
    same = defaultdict(list)
    for model in sorted(p.parent / "model" for p in root.glob("*/golden.json")):
        for file in sorted(p for p in model.rglob("*") if p.is_file() and not p.is_symlink()):
            if file.stat().st_size >= SMALLEST and not linked(model, file):
                same[hashlib.sha256(file.read_bytes()).hexdigest()].append((model, file))
    places = defaultdict(dict)
    for digest, files in same.items():
        if len(files) > 1:
            first = files[0][1]
            kept = root / "shared" / f"{first.stem}-{digest[:8]}{first.suffix}"
            kept.parent.mkdir(exist_ok=True)
            kept.write_bytes(first.read_bytes())
            for model, file in files:
                places[model][file.relative_to(model).as_posix()] = kept.name
                file.unlink()
    for folder in sorted((p for p in root.rglob("*") if p.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()
    for model, shared in places.items():
        about = model.parent / "golden.json"
        content = json.loads(about.read_text(encoding="utf-8"))
        content["shared"] = dict(sorted(shared.items()))
        about.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def linked(model: Path, file: Path) -> bool:
    """Whether a link of the same golden leads to the file, which then has to stay."""
    return any(p.is_symlink() and p.resolve() == file.resolve() for p in model.rglob("*"))


def unshare(root: Path) -> None:
    """Puts every shared file back, so that a golden made again and one made before meet on equal terms."""
    for about in root.glob("*/golden.json"):
        content = json.loads(about.read_text(encoding="utf-8"))
        for place, name in content.pop("shared", {}).items():
            target = about.parent / "model" / place
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((root / "shared" / name).read_bytes())
        about.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    for file in (root / "shared").glob("*"):
        file.unlink()


def lay_out(golden: Path, target: Path) -> Path:
    """A golden's whole directory in `target`, as `GoldenModel.layOut` of the Java tests puts it there."""
    about = json.loads((golden / "golden.json").read_text(encoding="utf-8"))
    target.mkdir(parents=True)
    if (golden / "model").exists():
        shutil.copytree(golden / "model", target, dirs_exist_ok=True)
    for place, name in about.get("shared", {}).items():
        (target / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(golden.parent / "shared" / name, target / place)
    for place, to in about.get("links", {}).items():
        (target / place).parent.mkdir(parents=True, exist_ok=True)
        (target / place).symlink_to(to)
    return target / about.get("directory", "")
