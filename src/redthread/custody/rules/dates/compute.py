"""From the facts of a sentence and the rules of a pack to its dates, with every step that was taken."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Final

from redthread.custody.rules.dates.facts import Facts, Part
from redthread.custody.rules.dates.found import (
    ComputedDate,
    Doubt,
    Param,
    Refusal,
    SentenceDates,
    Step,
    StepCode,
    Why,
)
from redthread.custody.rules.dates.lengths import add_to, counted, groups, longer, longest, plus, share_of
from redthread.jurisdiction.sentences import (
    Comes,
    DateKind,
    DateRule,
    Length,
    LifeRule,
    SentenceRules,
    TrialRule,
    rules_of,
)

ONE_DAY: Final = timedelta(days=1)
EARLY: Final = (DateKind.LEAVE, DateKind.HALF_TIME)

Working = Callable[[date], bool]
Served = Sequence[tuple[Part, Length]]
"""What is served one after the other, each under the law of its part."""


def compute(facts: Facts, rules: SentenceRules, is_working_day: Working) -> SentenceDates:
    """Return every date that the rules of a pack give for a sentence, and why the others are missing.

    ``is_working_day`` is that of the establishment. The facts must be free of contradictions.
    """
    if any(part.final_on < rules.counting.length_law.provenance.valid_from for part in facts.parts):
        since = rules.counting.length_law.provenance.valid_from
        return SentenceDates({}, {kind: Refusal(kind, Why.OLDER, since=since) for kind in DateKind})
    return _Sentence(facts, rules, is_working_day).dates()


class _Sentence:
    """One sentence while its dates are being found."""

    def __init__(self, facts: Facts, rules: SentenceRules, is_working_day: Working) -> None:
        self.facts, self.rules, self.is_working_day = facts, rules, is_working_day
        self.groups = groups(facts, rules.counting)
        self.blocks = [longest(group, facts.starts_on) for group in self.groups]
        self.total = Length()
        for _part, length in self.blocks:
            self.total = plus(self.total, length)
        self.found: dict[DateKind, ComputedDate] = {}
        self.refused: dict[DateKind, Refusal] = {}
        self.doubts: list[Doubt] = []

    def dates(self) -> SentenceDates:
        if self.facts.is_life:
            self._life()
        else:
            self._end()
            self._conditional()
            self._release()
            for kind in EARLY:
                self._early(kind)
            self._supervision()
        return SentenceDates(self.found, self.refused, tuple(self.doubts))

    def _life(self) -> None:
        for kind in DateKind:
            self.refused[kind] = Refusal(kind, Why.LIFE)
        valid = [r for r in self.rules.life if r.law.provenance.valid_from <= self.facts.final_on]
        if not valid:
            self._no_rule(DateKind.LIFE_REVIEW)
            return
        rule: LifeRule = max(valid, key=lambda r: r.law.provenance.valid_from)
        length = counted(rule.after, self.rules.counting)
        steps = [Step(StepCode.LIFE, {"length": rule.after}, law=rule.law)]
        on = self._reach(length, steps)
        del self.refused[DateKind.LIFE_REVIEW]
        self._add(DateKind.LIFE_REVIEW, on, Comes.POSSIBLE, steps)

    def _end(self) -> None:
        steps = self._total_steps()
        steps.append(Step(StepCode.WHOLE, {"length": self.total}))
        self._add(DateKind.END, self._reach(self.total, steps), Comes.DUE, steps)

    def _conditional(self) -> None:
        kind = DateKind.CONDITIONAL
        if not self._may_count(kind):
            return
        found = self._conditional_of(self.blocks)
        if found.on >= self.found[DateKind.END].on:
            self.refused[kind] = Refusal(kind, Why.IN_FULL)
        else:
            self.found[kind] = found
            self._doubt(found.on)

    def _conditional_of(self, served: Served) -> ComputedDate:
        kind = DateKind.CONDITIONAL
        steps, length, comes = self._share(kind, served)
        on = self._reach(length, steps)
        if self.facts.postponed_days:
            on += timedelta(days=self.facts.postponed_days)
            law = self.rules.counting.postpone_law
            steps.append(Step(StepCode.POSTPONED, {"days": self.facts.postponed_days}, on, law))
        return ComputedDate(kind, on, comes, tuple(steps))

    def _doubt(self, ours: date) -> None:
        """Note the parts served together with a longer one that would give a later day by their own law."""
        known = min(r.law.provenance.valid_from for r in rules_of(self.rules, DateKind.CONDITIONAL))
        for n, group in enumerate(self.groups):
            for part, length in group:
                if part.final_on < known:
                    continue
                served = [*self.blocks[:n], (part, length), *self.blocks[n + 1 :]]
                found = self._conditional_of(served)
                if found.on > ours:
                    self.doubts.append(Doubt(self.facts.parts.index(part) + 1, found))

    def _release(self) -> None:
        conditional, end = self.found.get(DateKind.CONDITIONAL), self.found[DateKind.END]
        if conditional is not None and conditional.comes is Comes.DUE:
            base, comes = conditional, Comes.DUE
        else:
            without = self.refused.get(DateKind.CONDITIONAL)
            base, comes = end, Comes.DUE if without and without.why is Why.IN_FULL else Comes.LATEST
        steps, on = list(base.steps), base.on
        if self.rules.counting.before_closed_days:
            while not self.is_working_day(on) and on > self.facts.starts_on:
                on -= ONE_DAY
            if on != base.on:
                law = self.rules.counting.closed_day_law
                steps.append(Step(StepCode.CLOSED_DAY, {"day": base.on}, on, law))
        self._add(DateKind.RELEASE, on, comes, steps)

    def _early(self, kind: DateKind) -> None:
        if not self._may_count(kind):
            return
        steps, length, comes = self._share(kind, self.blocks)
        on = self._reach(length, steps)
        if on >= self.found[DateKind.RELEASE].on:
            self.refused[kind] = Refusal(kind, Why.TOO_SHORT)
        else:
            self._add(kind, on, comes, steps)

    def _supervision(self) -> None:
        kind = DateKind.SUPERVISION_END
        conditional, end = self.found.get(DateKind.CONDITIONAL), self.found[DateKind.END]
        if conditional is None:
            without = self.refused.get(DateKind.CONDITIONAL)
            self.refused[kind] = Refusal(
                kind, without.why if without else Why.IN_FULL, without.text if without else None
            )
            return
        valid = [
            r
            for r in self.rules.trials
            if r.law.provenance.valid_from <= self.facts.final_on
            and (not r.left_over or add_to(conditional.on, r.left_over) < end.on)
        ]
        if not valid:
            self._no_rule(kind)
            return
        rule: TrialRule = max(valid, key=lambda r: (r.law.provenance.valid_from, r.left_over.about))
        left = (end.on - conditional.on).days
        steps = [*conditional.steps, Step(StepCode.LEFT, {"days": left, "release": conditional.on}, end.on)]
        if rule.most is not None:
            on, comes, code, length = (
                add_to(conditional.on, rule.most),
                Comes.LATEST,
                StepCode.TRIAL_MOST,
                rule.most,
            )
        else:
            length = rule.least or Length()
            on = max(end.on, add_to(conditional.on, counted(length, self.rules.counting)))
            comes, code = conditional.comes, StepCode.TRIAL_LEAST
        steps.append(Step(code, {"length": length}, on, rule.law))
        self._add(kind, on, comes, steps)

    def _may_count(self, kind: DateKind) -> bool:
        if self.facts.is_repeat and self.rules.repeat_refused is not None and self.rules.dates:
            self.refused[kind] = Refusal(kind, Why.REPEAT, self.rules.repeat_refused)
            return False
        if not rules_of(self.rules, kind):
            self._no_rule(kind)
            return False
        known = [r.law.provenance.valid_from for r in self.rules.dates if r.kind is kind and not r.from_total]
        if any(part.final_on < min(known) for part, _length in self.blocks):
            self.refused[kind] = Refusal(kind, Why.OLDER, since=min(known))
            return False
        return True

    def _no_rule(self, kind: DateKind) -> None:
        self.refused[kind] = Refusal(kind, Why.NO_RULE, self.rules.refused.get(kind))

    def _total_steps(self) -> list[Step]:
        counting = self.rules.counting
        steps = []
        for part in self.facts.parts:
            if part.length is not None and (as_days := counted(part.length, counting)) != part.length:
                params: dict[str, Param] = {"length": part.length, "days": as_days.days}
                steps.append(Step(StepCode.AS_DAYS, params, law=counting.length_law))
        if len(self.facts.parts) > 1:
            steps.append(Step(StepCode.TOTAL, {"length": self.total}, law=counting.several_law))
        return steps

    def _share(self, kind: DateKind, served: Served) -> tuple[list[Step], Length, Comes]:
        """Return the steps, how much must be served, and how sure it is; blocks of one rule are one time."""
        by_rule: dict[DateRule, Length] = {}
        for part, length in served:
            rule = self._rule(kind, part.final_on)
            by_rule[rule] = plus(by_rule.get(rule, Length()), length)
        steps, needed = self._total_steps(), Length()
        for rule, length in by_rule.items():
            share = share_of(length, rule.share)
            needed = plus(needed, share)
            params: dict[str, Param] = {"share": str(rule.share), "of": length, "length": share}
            steps.append(Step(StepCode.SHARE, params, law=rule.law))
        for rule in by_rule:
            wanted = counted(rule.least, self.rules.counting)
            if longer(needed, wanted, self.facts.starts_on) != needed:
                needed = wanted
                steps.append(Step(StepCode.LEAST, {"length": rule.least}, law=rule.law))
        return steps, needed, next(iter(by_rule)).comes

    def _rule(self, kind: DateKind, final_on: date) -> DateRule:
        """Return the newest rule that held on the day of the final judgment, for totals as long as this."""
        counting = self.rules.counting
        valid = [
            r
            for r in self.rules.dates
            if r.kind is kind
            and r.law.provenance.valid_from <= final_on
            and counted(r.from_total, counting).about <= self.total.about
        ]
        return max(valid, key=lambda r: (r.law.provenance.valid_from, r.from_total.about))

    def _reach(self, length: Length, steps: list[Step]) -> date:
        """Return the day on which so much is served, noting how it moves."""
        facts, counting = self.facts, self.rules.counting
        on = add_to(facts.starts_on, length) - (ONE_DAY if counting.free_on_last_day else timedelta())
        steps.append(Step(StepCode.COUNT, {"length": length, "start": facts.starts_on}, on, counting.day_law))
        if facts.remand_days:
            on -= timedelta(days=facts.remand_days)
            steps.append(Step(StepCode.REMAND, {"days": facts.remand_days}, on, counting.remand_law))
        if on < facts.starts_on:
            on = facts.starts_on
            steps.append(Step(StepCode.SERVED_BEFORE, {}, on))
        for away in sorted(facts.interruptions, key=lambda i: i.begins_on):
            last = on if counting.free_on_last_day else on - ONE_DAY
            if away.begins_on <= last:
                on += timedelta(days=away.days)
                params: dict[str, Param] = {
                    "days": away.days,
                    "begins_on": away.begins_on,
                    "ends_on": away.ends_on,
                }
                steps.append(Step(StepCode.INTERRUPTION, params, on, counting.interruption_law))
        return on

    def _add(self, kind: DateKind, on: date, comes: Comes, steps: list[Step]) -> None:
        self.found[kind] = ComputedDate(kind, on, comes, tuple(steps))
