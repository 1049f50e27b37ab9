"""What crosses the border: a partnership's workbook in and out."""

import argparse
from pathlib import Path

from joinedup.site.command.opening import FINE, FOUND_OR_REFUSED, Add, insist_on_tables, open_site


def add(command: Add) -> None:
    """What may be typed to take in and give out."""
    taking = command(
        "import",
        take_in,
        "Try a workbook (.xlsx, .zip, or a folder of CSV files), or any table through a mapping, "
        "and say what storing it would do.",
        "Exits with 1 if anything in it is wrong; the file comes back beside it with every problem marked.",
    )
    taking.set_defaults(wrong_use=taking.error)
    taking.add_argument("path", type=Path, metavar="FILE")
    taking.add_argument("--mapping", type=Path, metavar="TOML", help="how the table is laid out; docs/exchange.md says")
    taking.add_argument("--new-organisations", action="store_true", help="organisations that are not known are new")
    where = taking.add_mutually_exclusive_group()
    where.add_argument("--into", metavar="REFERENCE", help="the partnership that it belongs to, such as JU-1")
    where.add_argument("--new-partnership", action="store_true", help="start the partnership that the file describes")
    taking.add_argument("--store", action="store_true", help="store it, whole, if nothing is wrong")
    giving = command("export", give_out, "Write a partnership's plan as a workbook, a zip or a folder of CSV files.")
    giving.add_argument("reference", metavar="REFERENCE", help="such as JU-1")
    giving.add_argument("path", type=Path, metavar="FILE", help="new: ends in .xlsx or .zip, else it becomes a folder")


def take_in(options: argparse.Namespace) -> int:
    """Try a workbook or another table, and store it if asked to."""
    if not (options.mapping or options.into or options.new_partnership):
        options.wrong_use("one of the arguments --into --new-partnership --mapping is required")
    if not options.mapping and options.new_organisations:
        options.wrong_use("--new-organisations goes with --mapping")
    open_site()
    insist_on_tables()
    from joinedup.exchange import commands

    if options.mapping:
        asked = {"store": options.store, "takes_new": options.new_organisations}
        report = commands.import_table(options.path, options.mapping, options.into, **asked)
    else:
        report = commands.import_from(options.path, options.into, options.store)
    print("\n".join(report.lines))
    return FINE if report.is_fine else FOUND_OR_REFUSED


def give_out(options: argparse.Namespace) -> int:
    """Write a partnership's workbook."""
    open_site()
    insist_on_tables()
    from joinedup.exchange import commands

    sheets = commands.export_to(options.path, options.reference)
    print(f"Written to {options.path}: {', '.join(sheets)}.")
    return FINE
