"""Makes the golden models again: `python -m golden.make --out DIR [--only NAME ...]` in `models/training`."""

from __future__ import annotations

import argparse
import importlib
import logging
import traceback
import warnings
from pathlib import Path

from . import sharing

AREAS = ("encoders", "chains", "classifiers", "settings", "graphs", "odd", "families", "broken")
LIMIT_MB = 12


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--area", nargs="*", default=None, help="modules of this package")
    parser.add_argument("--only", nargs="*", default=None, help="families of those modules")
    args = parser.parse_args()
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    import torch
    torch.manual_seed(0)
    torch.set_num_threads(1)
    failed = []
    for area in args.area or AREAS:
        for family, make in importlib.import_module(f"golden.{area}").FAMILIES.items():
            if args.only is None or family in args.only:
                try:
                    make(args.out)
                except (Exception, SystemExit) as e:
                    failed.append(f"{area}.{family}: {type(e).__name__}: {str(e)[:500]}")
                    print("FAILED", failed[-1], flush=True)
                    traceback.print_exc()
    sharing.share(args.out)
    size = sum(p.stat().st_size for p in args.out.rglob("*") if p.is_file() and not p.is_symlink())
    print(f"{len(list(args.out.glob('*/golden.json')))} goldens, {size / 1e6:.2f} MB of {LIMIT_MB}")
    if failed or size > LIMIT_MB * 1e6:
        raise SystemExit("\n".join(failed) or "too large")


if __name__ == "__main__":
    main()
