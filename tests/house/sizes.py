"""Tells how long functions and files are: an aim for the eye, so it is printed and never failed."""

import ast
from statistics import median, quantiles

from tests.house.plan import modules


def main() -> None:
    """Prints the median, the 95th percentile and the longest of functions and files, in lines."""
    files = {module.name: module.lines for module in modules()}
    functions = {
        f"{module.name}.{node.name}": _body_lines(node) for module in modules() for node in module.functions()
    }
    for title, sizes in (("functions", functions), ("files", files)):
        percentile = quantiles(sizes.values(), n=20)[-1]
        middle = median(sizes.values())
        print(f"{len(sizes)} {title}: median {middle:.0f} lines, 95th percentile {percentile:.0f}")
        for name, lines in sorted(sizes.items(), key=lambda pair: -pair[1])[:10]:
            print(f"{lines:6} {name}")


def _body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from the signature to the end, without the docstring."""
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    is_docstring = ast.get_docstring(node) is not None
    return lines - ((first.end_lineno or first.lineno) - first.lineno + 1 if is_docstring else 0)


if __name__ == "__main__":
    main()
