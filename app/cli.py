"""What can be done from a command line? `monter`: every command on one page, each from its own feature's `commands.py`.

Exit status 0 only when done; an error is one line on stderr that says what to do.
"""

import gc
import sys

import click
from flask import Flask

from . import create_app
from .errors import NotFound, Refused, Stopped
from .version import VERSION


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--organisation", metavar="SLUG", help="Which organisation; the first one if not said.")
@click.pass_context
def monter(context, organisation):
    """Monter: plan a stand, print its code, meet people, know where each one came from."""
    context.obj = {"organisation": organisation, "app": application}


@monter.command()
def version():
    """Print the version."""
    click.echo(VERSION)


def application() -> Flask:
    """The application. What is loaded for it stays, so the collector need never look through it again, here or in a fork."""
    try:
        return create_app()
    finally:
        gc.freeze()
        gc.enable()


def main() -> None:
    """The console script. Loading makes no garbage, and looking for some all the while would take a fifth of the time."""
    gc.disable()
    from . import commands

    for command in commands.ALL:
        monter.add_command(command)
    try:
        monter.main(standalone_mode=False)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.ClickException as wrong:
        wrong.show()
        sys.exit(wrong.exit_code)
    except click.Abort:
        sys.exit(130)
    except (Stopped, Refused) as why:
        click.echo(f"monter: {why}", err=True)
        sys.exit(1)
    except NotFound as what:
        click.echo(f"monter: {str(what) or 'nothing of that name here'}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
