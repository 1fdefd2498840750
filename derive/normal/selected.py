"""One-hot columns inside functions: y_k f(a_k) = y_k f(b), where b = Σ_l y_l a_l is the entry that y selects.

y_k a_k = y_k b follows from y_k y_l = δ_kl y_k; where y_k is not 0, a_k is b, and so f(a_k) is f(b).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from derive.core.environment import ENTRY
from derive.core.form import DELTA, Factor, Form, Key, Open
from derive.core.kernel import Kernel, Proof
from derive.core.lemma import LawName, Lemma
from derive.normal.rewrite import Budget, Rule, index, rewrite
from derive.normal.value import Values, is_function, is_local

AXES = {"one-hot": 0, "one-hot columns": 0, "one-hot rows": 1}  # along which the ones and zeros are chosen
UNIT: Key = ((), (), ())
LARGEST = 4000  # terms that the value of one selected entry may cost


class Selected:
    """Rules for what declared one-hot columns, or rows, select."""

    def __init__(self, kernel: Kernel, values: Values, declared_rules: Callable[[Form], Iterable[Rule]]) -> None:
        self.kernel, self.env, self.values, self.declared_rules = kernel, kernel.env, values, declared_rules
        values.selected = self.local
        self._rules: dict[tuple[object, ...], Rule] = {}

    def declared(self) -> dict[str, str]:
        """The one-hot variables, and what is declared of each."""
        return {symbol: name for name, symbol in sorted(self.kernel.given) if name in AXES}

    def rules(self, form: Form) -> Iterator[Rule]:
        """y_k f(a_k) -> y_k f(b), for all such products in a form."""
        declared = self.declared()
        for _, _, factors in form.terms if declared else ():
            for mask in factors:
                name = declared.get(self.env.heads[mask[0]].symbol) if mask[0] != DELTA else None
                if name is None or self.env.heads[mask[0]].fn != ENTRY:
                    continue
                chosen = mask[1 + AXES[name]]
                for factor in factors:
                    if factor[1:].count(chosen) == 1 and is_function(self.env, factor[0]):
                        yield self._rule(name, mask, factor, chosen)

    def _rule(self, name: str, mask: Factor, factor: Factor, chosen: int) -> Rule:
        others = list(dict.fromkeys(i for i in (*mask[1:], *factor[1:]) if i != chosen))
        place = {chosen: 0, **{i: 1 + k for k, i in enumerate(others)}}
        at, own = ([place[i] for i in part[1:]] for part in (mask, factor))
        key = (mask[0], factor[0], *at, *own)
        if key not in self._rules:
            self._rules[key] = self._made(name, (mask[0], *at), (factor[0], *own))
        return self._rules[key]

    def _made(self, name: str, mask: Factor, factor: Factor) -> Rule:
        """The rule where 0 is the place that is chosen, and the other indices follow."""
        env = self.env
        symbol, head = env.heads[mask[0]].symbol, env.heads[factor[0]]
        sizes = dict(zip((*mask[1:], *factor[1:]), (*env.sizes[symbol], *env.sizes[head.symbol]), strict=True))
        free = tuple(sizes[i] for i in range(len(sizes)))
        argument: Factor = (env.head(ENTRY, head.symbol), *factor[1:])
        selected = Form(free[1:])
        end = len(free) - 1
        turned = [(f[0], *[end if i == 0 else i - 1 for i in f[1:]]) for f in (mask, argument)]
        selected.add(Open(1, {}, {end: free[0]}, turned))
        value: Factor = (env.head(ENTRY, env.abbreviate(selected)), *range(1, len(free)))
        lhs, rhs = Form(free), Form(free)
        lhs.add(Open(1, {}, {}, [mask, argument]))
        rhs.add(Open(1, {}, {}, [mask, value]))
        proof = Proof(self.kernel, lhs, rhs)
        proof.step(-1, ((), (), (mask,)), ("define", env.heads[value[0]].symbol), tuple(range(1, len(free))))
        bound = len(free)
        other = tuple(i for i in mask[1:] if i != 0)
        indices = (0, bound, *other) if AXES[name] == 0 else (*other, 0, bound)
        inner = (argument[0], *[bound if i == 0 else i for i in argument[1:]])
        proof.step(-1, ((), (free[0],), (inner,)), ("assumed", name, 1, symbol), indices)
        law: LawName = ("masked", head.fn, proof.close().number)
        lead = next(key[2] for key, c in self.kernel.law(law)[0].terms.items() if c == 1)
        return Rule(lead, law, 1)

    # --- what a selected entry is ------------------------------------------------------------------------------------

    def local(self, symbol: str) -> Lemma | None:
        """The lemma that a sum over what is selected is, entry by entry, something else: Σ_k y_k exp(s_k) = exp(b)."""
        form = self.env.definitions[symbol]
        if not self.declared().keys() & self.env.parts[symbol]:
            return None
        indices = tuple(range(len(form.free)))
        lhs = Form(form.free)
        lhs.add(Open(1, {}, {}, [(self.env.head(ENTRY, symbol), *indices)]))
        proof = Proof(self.kernel, lhs, Form(form.free))
        proof.step(1, UNIT, ("define", symbol), indices)
        budget = Budget(LARGEST)
        rewrite(proof, index(self.values.local_rules(proof.residual)), budget)
        rewrite(proof, index(self.rules(proof.residual)), budget)
        rewrite(proof, index(self.declared_rules(proof.residual)), budget)
        return proof.settle() if self._named(proof) and is_local(proof.residual) else None

    def _named(self, proof: Proof) -> bool:
        """Names for the sums that are left, unless all of the residual is one; whether everything is local then."""
        width = len(proof.residual.free)
        for key, c in list(proof.residual.terms.items()):
            scale, bound, factors = key
            summed = [f for f in factors if any(i >= width for i in f[1:])]
            if not summed:
                continue
            if len(summed) == len(factors) and len(proof.residual.terms) == 1 and not scale and c == 1:
                return False
            free = tuple(sorted({i for f in summed for i in f[1:] if i < width}))
            place = {**{i: k for k, i in enumerate(free)}, **{width + k: len(free) + k for k in range(len(bound))}}
            inner = Form(tuple(proof.residual.free[i] for i in free))
            sizes = {len(free) + k: size for k, size in enumerate(bound)}
            inner.add(Open(1, {}, sizes, [(f[0], *[place[i] for i in f[1:]]) for f in summed]))
            rest = tuple(f for f in factors if f not in summed)
            proof.step(-c, (scale, (), rest), ("define", self.env.abbreviate(inner)), free)
        return True
