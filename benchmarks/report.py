"""Figures from samples: medians, ratios of runs that were taken side by side, targets; as a table for people."""

import json
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from torrents import GIB, MIB

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results.json"
PAGE = HERE / "RESULTS.md"

# name: (title, digits, what one is divided by)
METRICS = {
    "wall": ("wall s", 2, 1),
    "rate": ("GB/s", 2, 1e9),
    "cpu": ("CPU s", 2, 1),
    "cpu_per_gib": ("CPU s/GiB", 2, 1),
    "peak": ("peak MiB", 0, MIB),
    "leecher_cpu": ("leecher CPU s", 2, 1),
    "leecher_cpu_per_gib": ("leecher CPU s/GiB", 2, 1),
    "leecher_peak": ("leecher peak MiB", 0, MIB),
    "seeder_cpu": ("seeder CPU s", 2, 1),
    "seeder_cpu_per_gib": ("seeder CPU s/GiB", 2, 1),
    "seeder_peak": ("seeder peak MiB", 0, MIB),
    "announces_cpu": ("announces per CPU s", 0, 1),
    "announces": ("announces/s", 0, 1),
    "given": ("peers an answer", 1, 1),
    "connects": ("connections an answer", 2, 1),
    "lost": ("lost", 0, 1),
    "resident": ("resident MiB", 0, MIB),
    "refused": ("refused", 0, 1),
    "rated_refused": ("refused at 80 %", 0, 1),
    "stale": ("stale at 80 %, s", 2, 1),
    "beyond_sent": ("beyond: sent/s", 0, 1),
    "beyond_answered": ("answered/s", 0, 1),
    "beyond_refused": ("refused/s", 0, 1),
    "beyond_first": ("stale at first, s", 2, 1),
    "beyond_last": ("stale at last, s", 2, 1),
    "stale_after": ("stale afterwards, s", 2, 1),
    "beyond_resident": ("most resident MiB", 0, MIB),
    "rounds": ("rounds", 0, 1),
    "lost_swarms": ("swarms lost", 0, 1),
    "lost_peers": ("peers lost", 0, 1),
    "ghosts": ("left, but listed", 0, 1),
    "silence": ("longest without an answer, s", 2, 1),
    "rejoin": ("longest until back, s", 1, 1),
    "served": ("announces answered", 0, 1),
}


def values(samples, metric, size):
    """The numbers of a side; rates and shares are computed of what was measured."""
    if metric == "rate":
        return [size / wall for wall in values(samples, "wall", size)]
    if metric.endswith("_per_gib"):
        return [cpu * GIB / size for cpu in values(samples, metric.removesuffix("_per_gib"), size)]
    return [sample[metric] for sample in samples if metric in sample]


def ratios(above, below, metric, size):
    """Of runs that were taken side by side."""
    pairs = zip(values(above, metric, size), values(below, metric, size))
    return [one / other for one, other in pairs if other]


# ---- targets ----


@dataclass(frozen=True)
class Target:
    text: str
    value: object  # of (sides, size); None if something is missing
    limit: float
    at_least: bool
    unit: str = ""

    def met(self, value):
        return value >= self.limit if self.at_least else value <= self.limit


def ours(sides):
    return next(iter(sides))


def times_as_fast(name, limit):
    return Target(f"at least {limit:g} times as fast as {name}", lambda sides, size: speed_up(sides, name, size), limit, True, "×")


def no_slower(name):
    return Target(f"no slower than {name}", lambda sides, size: speed_up(sides, name, size), 1, True, "×")


def speed_up(sides, name, size):
    return middle(ratios(sides.get(name, []), sides[ours(sides)], "wall", size))


def times_as_many(metric, name, limit):
    def value(sides, size):
        return middle(ratios(sides[ours(sides)], sides.get(name, []), metric, size))

    return Target(f"at least {limit:g} times as many {METRICS[metric][0]} as {name}", value, limit, True, "×")


def share(metric, name, limit):
    def value(sides, size):
        return middle(ratios(sides[ours(sides)], sides.get(name, []), metric, size))

    return Target(f"at most {limit:g} of the {METRICS[metric][0]} of {name}", value, limit, False, "×")


def share_of_cheapest(metric, limit, names):
    def value(sides, size):
        there = [name for name in names if values(sides.get(name, []), metric, size)]
        if not there:
            return None
        cheapest = min(there, key=lambda name: median(values(sides[name], metric, size)))
        return middle(ratios(sides[ours(sides)], sides[cheapest], metric, size))

    return Target(f"at most {limit:g} times the {METRICS[metric][0]} of the cheapest of the others", value, limit, False, "×")


def at_least(side, metric, limit, text):
    return Target(text, lambda sides, size: middle(values(sides.get(side, []), metric, size)), limit, True)


def at_most(side, metric, limit, text):
    def value(sides, size):
        found = middle(values(sides.get(side, []), metric, size))
        return None if found is None else found / METRICS[metric][2]

    return Target(text, value, limit, False, " " + METRICS[metric][0].split()[-1])


def rate(side, limit):
    def value(sides, size):
        found = middle(values(sides.get(side, []), "rate", size))
        return None if found is None else found / 1e9

    return Target(f"at least {limit:g} GB/s", value, limit, True, " GB/s")


def middle(numbers):
    return median(numbers) if numbers else None


# ---- tables ----


def number(value, metric):
    _, digits, unit = METRICS[metric]
    return f"{value / unit:.{digits}f}"


def spread(numbers, write, unit=""):
    """The median, and the least and the most where there are several."""
    if not numbers:
        return ""
    text = write(median(numbers)) + unit
    return f"{text} ({write(min(numbers))}–{write(max(numbers))})" if len(numbers) > 1 else text


def rows(case, result):
    """The table of a case: a row for each side, then one of ratios for each of the others."""
    sides, size = result["sides"], result["size"]
    metrics = [metric for metric in case.metrics if any(values(samples, metric, size) for samples in sides.values())]
    table = [["", *(METRICS[metric][0] for metric in metrics)]]
    for name, samples in sides.items():
        table.append([name, *(spread(values(samples, metric, size), lambda one: number(one, metric)) for metric in metrics)])
    mine = sides[ours(sides)]
    for name, samples in list(sides.items())[1:]:
        ratio = [spread(ratios(samples, mine, metric, size), lambda one: f"{one:.2f}", "×") for metric in metrics]
        if any(ratio):
            table.append([f"{name} ÷ {ours(sides)}", *ratio])
    return table


def judged(case, result):
    for target in case.targets:
        value = target.value(result["sides"], result["size"])
        if value is None:
            yield [target.text, "not measured", ""]
        else:
            yield [target.text, f"{value:.2f}{target.unit}", "yes" if target.met(value) else "no"]


def plain(table):
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    return "\n".join("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in table)


def markdown(table):
    lines = ["| " + " | ".join(row) + " |" for row in table]
    return "\n".join([lines[0], "|---" * len(table[0]) + "|", *lines[1:]])


def size_text(size):
    if not size:
        return ""
    return f"{size / GIB:g} GiB" if size >= GIB else f"{size / MIB:g} MiB"


def runs_text(count):
    return "1 run each" if count == 1 else f"{count} runs each"


def heading(case, result):
    parts = [runs_text(result["runs"]), result["date"], f"commit {result['commit']}", f"load {result['load']:.1f} at the start"]
    if result["size"] != case.size:
        parts.insert(0, f"**{size_text(result['size'])} in place of {size_text(case.size)}**")
    elif case.size:
        parts.insert(0, size_text(case.size))
    return ", ".join(parts)


# ---- files ----


def load():
    return json.loads(RESULTS.read_text()) if RESULTS.exists() else {}


def key(case, sha):
    """Figures with and without the processor's SHA instructions stand beside each other."""
    return case.name if sha else f"{case.name} without SHA instructions"


def save(cases, key, result):
    """Replaces this result alone."""
    results = load()
    results[key] = result
    RESULTS.write_text(json.dumps(results, indent=1) + "\n")
    PAGE.write_text(page(cases, results))


def page(cases, results):
    shown = [(name, case, results[name]) for case in cases for sha in (True, False) if (name := key(case, sha)) in results]
    machines = []
    for _, _, result in shown:
        if result["machine"] not in machines:
            machines.append(result["machine"])
    parts = [HEAD]
    for number, machine in enumerate(machines, 1):
        parts.append(f"Machine{f' {number}' if len(machines) > 1 else ''}: {machine_text(machine)}")
    targets = [["case", "target", "here", "met"]]
    for name, case, result in shown:
        note = "" if result["size"] == case.size else ", scaled down"
        targets += [[f"[{name}](#{name.lower().replace(' ', '-')}){note}", *row] for row in judged(case, result)]
    parts.append("## Targets\n\n" + markdown(targets))
    for name, case, result in shown:
        where = f", machine {machines.index(result['machine']) + 1}" if len(machines) > 1 else ""
        title = case.title[0].upper() + case.title[1:]
        parts.append(f"## {name}\n\n{title}. {case.what}\n\n{heading(case, result)}{where}.\n\n{markdown(rows(case, result))}")
    return "\n\n".join(parts) + "\n"


def machine_text(machine):
    processor = machine["processor"]
    flags = ", ".join(("" if there else "no ") + name for name, there in processor["flags"].items())
    versions = ", ".join(f"{name} {version}" for name, version in machine["versions"].items())
    return (
        f"{processor['model']}, {processor['cores']} cores ({flags}), {machine['memory'] / GIB:.0f} GiB of memory, Linux"
        f" {machine['kernel']}, files on {machine['file_system']}; JDK {machine['java']}; {versions}."
    )


HEAD = """# Results

Written by `benchmarks/run`, never by hand; [README](README.md) says how it is measured and what the figures do not say. Each figure is the median of its runs, with the least and the most in brackets. The runs of one side and the other were taken in turn, and a ratio is the median of the ratios of such pairs, theirs divided by ours: above 1, Panal needed less (for GB/s, below 1). Starts of processes, the JVM's too, are included. Everything came from the page cache, over loopback."""
