#!/usr/bin/env python3
"""Learns the weights of weights.go from a history (the features are defined at Index.Rank).

  fit.py DATA.jsonl[.gz] [--before YYYY-MM-DD]

A conditional logit over the pool of each case: every true reviewer chosen from the pool, features
scaled to unit variance, an L2 penalty of 0.03 per case. The cases are everybody's first five changes
after a quarter of the time span. Python standard library only; takes some minutes.
"""
import argparse
import collections
import math
import re

import score

DAY = 86400
NAMES = "Places Welcomes Words Names Newcomers Reviews Changes SinceReview SinceChange".split()
LOCKS = set("""go.sum package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml bun.lock bun.lockb Cargo.lock Gemfile.lock
Podfile.lock composer.lock poetry.lock Pipfile.lock pdm.lock uv.lock mix.lock flake.lock pubspec.lock packages.lock.json
gradle.lockfile Package.resolved conan.lock deno.lock Chart.lock .terraform.lock.hcl MODULE.bazel.lock""".split())
GENERATED = re.compile(r"""^(.*(\.pb\.go|\.pb\.cc|\.pb\.h|_pb2\.py|_pb2_grpc\.py|_pb2\.pyi|\.pb\.gw\.go|_pb\.js|_pb\.ts|\.g\.dart
|\.freezed\.dart|\.Designer\.cs|\.g\.cs|\.min\.js|\.min\.css|\.js\.map|\.css\.map|_string\.go|_mock\.go)|.*_generated\..*
|.*\.generated\..*|generated\..*|zz_generated.*|mock_.*\.go|bindata\.go)$""".replace("\n", ""))
VENDORED = set("vendor node_modules third_party third-party Godeps bower_components jspm_packages Pods Carthage".split())
STOP = set("go js rs cc java md src test tests lib the org apache main".split())
PIECE = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]|[0-9]+")


def lessons(files):
    def teaches(f):
        *dirs, name = f.split("/")
        return not (name in LOCKS or GENERATED.match(name) or VENDORED & set(dirs))
    return [f for f in files if teaches(f)]


def tokens(files):
    return {w for f in files for w in map(str.lower, PIECE.findall(f)) if len(w) > 1 and w not in STOP}


def places(f):
    """The root, the folders from there down, the file."""
    return [""] + [f[:i] for i, c in enumerate(f) if c == "/"] + [f]


def names(f):
    """The stem of a file, and the stem with its folder."""
    folder, name = ([""] + f.split("/"))[-2:]
    cut = name[:name.index(".", 1)] if "." in name[1:] else name
    stem = "_".join(w for w in map(str.lower, PIECE.findall(cut)) if w not in ("test", "tests", "spec")) or cut
    return [stem, folder + "/" + stem]


class Kept(dict):
    """Things, and how much of each every person holds, halved every so many days."""

    def __init__(self, days):
        self.half = days * DAY

    def add(self, things, t, shares):
        w = 2 ** (t / self.half)
        for x in things:
            held = self.setdefault(x, collections.Counter())
            for p, share in shares:
                held[p] += share * w
                held[None] += share * w   # everybody

    def of(self, x, t):
        norm = 2 ** (-t / self.half)
        return {p: v * norm for p, v in self.get(x, {}).items()}

    def estimate(self, chains, pool, prior, t):
        """For each chain, from the general to the specific, P of its end with back-off; summed."""
        all_ = sum(prior.get(p, 0) + 0.001 for p in pool)
        above = {p: (prior.get(p, 0) + 0.001) / all_ for p in pool}
        known, out = {}, dict.fromkeys(pool, 0.0)
        for chain in chains:
            prob = above
            for x in chain:
                if x not in known:
                    held = self.of(x, t)
                    den = held.get(None, 0) + 3
                    known[x] = {p: (held.get(p, 0) + 3 * prob[p]) / den for p in pool} if x in self else prob
                prob = known[x]
            for p in pool:
                out[p] += prob[p]
        return out


class Index:
    def __init__(self, t0):
        self.t0, self.changes = t0, 0
        self.places, self.welcomes, self.names, self.words = Kept(180), Kept(365), Kept(365), Kept(365)
        self.people365, self.people90 = Kept(365), Kept(90)
        self.with_word, self.older = collections.Counter(), collections.Counter()
        self.reviewed, self.wrote = {}, {}

    def add(self, d):
        t, author = d["t"] - self.t0, d["author"]
        reviewers = [r for r in dict.fromkeys(d["reviewers"]) if r != author]
        newcomer = self.older[author] < 3
        self.older[author] += 1
        self.wrote[author] = t
        self.reviewed.update((r, t) for r in reviewers)
        if d.get("large"):
            return
        files = lessons(d["files"])
        files = files if len(files) <= 50 else []
        reviews = [(r, 1) for r in reviewers]
        here = {x for f in files for x in places(f)}
        words = tokens(files)
        self.changes += 1
        self.with_word.update(words)
        self.words.add(words, t, [(author, 1)])
        self.places.add(here, t, [(author, 0.5)] + reviews)
        self.names.add({x for f in files for x in names(f)}, t, [(author, 1)] + [(r, 0.3) for r in reviewers])
        self.people365.add(["own"], t, [(author, 1)])
        self.people365.add(["reviews"], t, reviews)
        if newcomer:
            self.welcomes.add(here, t, reviews)
            self.people90.add(["newcomers"], t, reviews)

    def features(self, c):
        """The nine features of everybody in the pool."""
        t, pool = c.t - self.t0, c.pool
        files = sorted(set(c.files))
        files = (lessons(files) or files)[:50]
        own, reviews = self.people365.of("own", t), self.people365.of("reviews", t)
        word = collections.Counter()
        for x in tokens(files):
            if x in self.words:
                held = self.words.of(x, t)
                f = math.log((1 + self.changes) / (1 + self.with_word[x])) / (held[None] + 2)
                word.update({p: v * f for p, v in held.items()})
        down = [places(f) for f in files]
        shares = [
            self.places.estimate(down, pool, self.places.of("", t), t),
            self.welcomes.estimate(down, pool, self.welcomes.of("", t), t),
            word,
            self.names.estimate(map(names, files), pool, {p: own.get(p, 0) + 0.3 * reviews.get(p, 0) for p in pool}, t),
            self.people90.of("newcomers", t), reviews, own,
        ]
        sums = [sum(s.get(p, 0) for p in pool) for s in shares]
        return [
            [math.log((s.get(p, 0) / all_ if all_ else 1 / len(pool)) + 0.002) for s, all_ in zip(shares, sums)]
            + [math.log1p(min(999, (t - last[p]) / DAY) if p in last else 999) for last in (self.reviewed, self.wrote)]
            for p in pool
        ]


def draw(rows, before):
    """(features of the pool, places of the true reviewers in it) per case."""
    index, at, out = Index(rows[0]["t"]), 0, []
    for c in score.cases(rows, first=5, warmup=0.25):
        if before and c.t >= before:
            break
        while rows[at]["t"] < c.t:
            index.add(rows[at])
            at += 1
        out.append((index.features(c), [i for i, p in enumerate(c.pool) if p in c.truth]))
    return out


def fit(drawn):
    """Newton's method on the penalised log-likelihood, with steps halved where it falls."""
    k, n = len(NAMES), sum(len(pool) for pool, _ in drawn)
    mean = [sum(x[j] for pool, _ in drawn for x in pool) / n for j in range(k)]
    dev = [math.sqrt(sum((x[j] - mean[j]) ** 2 for pool, _ in drawn for x in pool) / n) for j in range(k)]
    scaled = [([[v / s for v, s in zip(x, dev)] for x in pool], true) for pool, true in drawn]
    w, move, best = [0.0] * k, [0.0] * k, -math.inf
    for _ in range(30):
        there = [a + b for a, b in zip(w, move)]
        likely, slope, curve = look(scaled, there, 0.03 * len(drawn))
        if likely < best:
            move = [v / 2 for v in move]
            continue
        w, best, move = there, likely, solve(curve, slope)
        if max(map(abs, move)) < 1e-5:
            break
    return [a / s for a, s in zip(w, dev)]


def look(scaled, w, penalty):
    """The penalised log-likelihood at w, its slope and its curvature."""
    k = len(w)
    likely = -penalty / 2 * sum(v * v for v in w)
    slope = [-penalty * v for v in w]
    curve = [[penalty * (i == j) for j in range(k)] for i in range(k)]
    for pool, true in scaled:
        s = [sum(a * b for a, b in zip(w, x)) for x in pool]
        top = max(s)
        e = [math.exp(v - top) for v in s]
        all_ = sum(e)
        likely += sum(s[r] - top - math.log(all_) for r in true)
        columns = list(zip(*pool))
        weighted = [[v / all_ * x for v, x in zip(e, col)] for col in columns]
        mean = [sum(col) for col in weighted]
        for i in range(k):
            slope[i] += sum(pool[r][i] for r in true) - len(true) * mean[i]
            for j in range(i + 1):
                v = len(true) * (sum(a * b for a, b in zip(weighted[i], columns[j])) - mean[i] * mean[j])
                curve[i][j] += v
                curve[j][i] += v * (i != j)
    return likely, slope, curve


def solve(a, b):
    """x with a·x = b, a being positive definite."""
    a = [row + [v] for row, v in zip(a, b)]
    for i, pivot in enumerate(a):
        for row in a[i + 1:]:
            f = row[i] / pivot[i]
            for j in range(i, len(row)):
                row[j] -= f * pivot[j]
    x = [0.0] * len(b)
    for i in reversed(range(len(b))):
        x[i] = (a[i][-1] - sum(a[i][j] * x[j] for j in range(i + 1, len(b)))) / a[i][i]
    return x


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("data")
    ap.add_argument("--before", help="learn from earlier cases only")
    args = ap.parse_args()
    drawn = draw(score.load(args.data), args.before and score.parse_time(args.before + "T00:00:00Z"))
    print("%d cases" % len(drawn))
    for name, w in zip(NAMES, fit(drawn)):
        print("%-12s %6.3f" % (name, w))


if __name__ == "__main__":
    main()
