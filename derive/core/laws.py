"""What is known to vanish, and what each of these laws needs. The axioms of all proofs.

    assumed p k s        the k-th law of a property that the variable s is declared to have
    define s             s[i] - (its definition)[i]
    adjoint T v          D(T;v)[t,i] - [T is v] - sum over definitions u that use v of D(T;u)[t,u] d(definition of u)/dv
    derivative T v w lemma   D(T;v,w)[t,i,j] - D(F;w)[t,i,j], from a lemma D(T;v)[t,i] = F[t,i]
    second s vs lemma    dds[i] - dF[i], from a lemma ds[i] = F[i], the variables vs varying
    differential s vs    ds[i] - d(its definition)[i], the variables vs varying
    function f k s       the k-th law of the record of f, at s[i]
    reflection f t lemma f(t)[j] - (f(-s))[i], from a lemma that s[i] + t[j] = 0
    above f s            f(s)[i] - (what f is above zero)(s)[i], where s is positive, or not negative
    sylvester P Q u v k  det P - det Q, where P is defined as I + U V and Q as I + V U (k: which are transposed)
    congruence f lemma   f(s)[i] - f(t)[j], from a lemma s[i] = t[j]; of whole arrays for an unknown scalar function
    masked f lemma       c f(s[i]) - c f(t[j]), from a lemma c s[i] = c t[j], c a product: where c is not 0, s is t
    exponentials lemma   the product of exp(s)^c and t^c, from a lemma that the sum of c s and c log(t) is 0, c whole
    logarithms lemma     the sum of log s, from a lemma that a product of s and exp t is another such product
    determinants lemma   the product of det S, from a lemma that a product of square matrices is another, or identity
    squares lemma        s[i] - t[j], neither being negative, from a lemma that s[i]² = t[j]²
    lemma k              lhs - rhs of an earlier lemma

The adjoint law is the chain rule along the definitions, each of which uses earlier symbols only.
"""

from __future__ import annotations

from collections import Counter

from derive.core.condition import NOTHING, Condition, Rejected, Uses
from derive.core.derivative import Records, applied, differential, differentiate, function_form, pattern_form, through
from derive.core.environment import DERIVATIVE, DETERMINANT, DIFFERENTIAL, ENTRY, NUMBER_OF, SECOND, Environment
from derive.core.errors import NoRule
from derive.core.form import DELTA, Factor, Form, Open, fresh_indices, opened
from derive.core.function import Function, MatrixFunction, opaque_parts
from derive.core.lemma import LawName, Lemma
from derive.core.property import PROPERTIES, law_of
from derive.core.square import chained, entry_symbol, plus_the_identity

MULTIPLE = 64  # of an argument of exp, so that exp(s)^c can be written out


class Laws:
    """The laws over one environment, with the records of the functions as a table of axioms.

    `given` are the properties that variables are declared to have: what a proof takes from them is among its uses.
    """

    def __init__(self, env: Environment, records: Records, given: Uses = NOTHING) -> None:
        self.env, self.records, self._given = env, records, given
        self.functions = {name: record for name, record in records.items() if isinstance(record, Function)}
        self.lemmas: list[Lemma] = []
        self._laws: dict[LawName, tuple[Form, Uses]] = {}
        self._needs: dict[str, Uses] = {}
        self._head_needs: dict[int, Uses] = {}
        self._users: dict[str, dict[str, list[str]]] = {}
        self._hidden: dict[str, set[str]] = {}

    @property
    def given(self) -> Uses:
        """What is declared of variables: of a name that has a definition nothing can be."""
        if not self._given:
            return NOTHING
        return frozenset(condition for condition in self._given if condition[1] not in self.env.definitions)

    @given.setter
    def given(self, given: Uses) -> None:
        self._given = given

    # --- what has to be defined --------------------------------------------------------------------------------------

    def needed_by(self, form: Form) -> Uses:
        needs: set[Condition] = set()
        for head in form.heads():
            needs |= self.needed_by_head(head)
        return frozenset(needs)

    def needed_by_head(self, number: int) -> Uses:
        found = self._head_needs.get(number)
        if found is None:
            head = self.env.heads[number]
            needs = set(self._needed_by_symbol(head.symbol)) if number != DELTA else set()
            record = self.records.get(head.fn)
            if record is not None and record.where is not None:
                needs.add((record.where, head.symbol))
            found = self._head_needs[number] = frozenset(needs)
        return found

    def _needed_by_symbol(self, symbol: str) -> Uses:
        # definitions use earlier symbols only, so working them out in order needs no recursion
        while symbol not in self._needs:
            part = self.env.order[len(self._needs)]
            form = self.env.definitions.get(part)
            needs: set[Condition] = set()
            for number in form.heads() if form is not None else ():
                head = self.env.heads[number]
                needs |= self._needs.get(head.symbol, NOTHING)
                record = self.records.get(head.fn)
                if record is not None and record.where is not None:
                    needs.add((record.where, head.symbol))
            self._needs[part] = frozenset(needs)
        return self._needs[symbol]

    # --- laws --------------------------------------------------------------------------------------------------------

    def law(self, name: LawName) -> tuple[Form, Uses]:
        """Something that vanishes, and what that needs."""
        found = self._laws.get(name)
        if found is None:
            try:
                made = getattr(self, f"_law_{name[0]}", None)
                if made is None:
                    raise Rejected(f"there is no law called {name[0]}")
                found = made(*name[1:])
            except (TypeError, KeyError, ValueError, IndexError) as error:
                raise Rejected(f"the law {self.show(name)} does not exist: {error}") from error
            self.env.check(found[0])  # a law of square matrices, say, at one that is not square
            self._laws[name] = found = (found[0], found[1] | self.needed_by(found[0]))
        return found

    def _law_assumed(self, name: str, place: int, symbol: str) -> tuple[Form, Uses]:
        if (name, symbol) not in self.given:
            raise Rejected(f"nothing says that {symbol} is {name}")
        return law_of(self.env, name, place, symbol), frozenset([(name, symbol)])

    def _law_define(self, symbol: str) -> tuple[Form, Uses]:
        form = self.entry(symbol)
        form.add_form(self._definition(symbol), -1)
        return form, NOTHING

    def _law_differential(self, symbol: str, varying: tuple[str, ...]) -> tuple[Form, Uses]:
        head = self.env.head(DIFFERENTIAL, symbol, varying)
        form = Form(self.env.sizes[symbol], {((), (), ((head, *range(len(self.env.sizes[symbol]))),)): 1})
        definition = self._definition(symbol)
        form.add_form(differential(self.env, self.records, definition, varying), -1)
        return form, self._kinks(definition)

    def _law_adjoint(self, target: str, variable: str) -> tuple[Form, Uses]:
        env = self.env
        outer, inner = env.sizes[target], env.sizes[variable]
        head = env.head(DERIVATIVE, target, (variable,))
        count = len(outer) + len(inner)
        form = Form(outer + inner, {((), (), ((head, *range(count)),)): 1})
        if target == variable:
            form.add(Open(-1, {}, {}, [(DELTA, i, i + len(outer)) for i in range(len(outer))]))
            return form, NOTHING
        if variable in self.hidden(target):
            raise NoRule(f"no derivative of {target} is taken by {variable}, of which it has a derivative inside")
        uses: set[Condition] = set()
        for user in self.users(target).get(variable, ()):
            uses |= self._kinks(env.definitions[user], variable)
            local = differentiate(env, self.records, env.definitions[user], variable)
            through = env.head(DERIVATIVE, target, (user,))
            width = len(env.sizes[user])
            for key, c in local.terms.items():
                fresh = fresh_indices()
                summed = [next(fresh) for _ in range(width)]
                term = opened(key, c, (*summed, *range(len(outer), count)), fresh)
                bound = {**term.bound, **dict(zip(summed, env.sizes[user], strict=True))}
                upstream: list[Factor] = [(through, *range(len(outer)), *summed)]
                if user == target:  # D(T;T) is the identity: write it as deltas at once
                    upstream = [(DELTA, i, j) for i, j in zip(range(len(outer)), summed, strict=True)]
                form.add(Open(-c, term.scale, bound, term.factors + upstream))
        return form, frozenset(uses)

    def _law_derivative(self, target: str, first: str, second: str, number: int) -> tuple[Form, Uses]:
        env, lemma = self.env, self.own(number)
        if first in env.definitions or second in env.definitions:
            raise Rejected("second derivatives are taken by variables")
        self._says(lemma, env.head(DERIVATIVE, target, (first,)))
        twice = env.head(DERIVATIVE, target, (first, second))
        sizes = env.heads[twice].sizes
        form = Form(sizes, {((), (), ((twice, *range(len(sizes))),)): 1})
        form.add_form(through(env, self.records, lemma.rhs, second), -1)
        return form, self._open(lemma.uses, (second,)) | self._kinks(lemma.rhs)

    def _law_second(self, symbol: str, varying: tuple[str, ...], number: int) -> tuple[Form, Uses]:
        env, lemma = self.env, self.own(number)
        self._says(lemma, env.head(DIFFERENTIAL, symbol, varying))
        sizes = env.sizes[symbol]
        form = Form(sizes, {((), (), ((env.head(SECOND, symbol, varying), *range(len(sizes))),)): 1})
        form.add_form(differential(env, self.records, lemma.rhs, varying), -1)
        return form, self._open(lemma.uses, varying) | self._kinks(lemma.rhs)

    def _says(self, lemma: Lemma, head: int) -> None:
        sizes = self.env.heads[head].sizes
        if lemma.lhs.key != (sizes, frozenset({(((), (), ((head, *range(len(sizes))),)), 1)})):
            raise Rejected(f"the lemma does not say what {self.env.heads[head].fn} {self.env.heads[head].symbol} is")

    @staticmethod
    def _open(uses: Uses, varying: tuple[str, ...]) -> Uses:
        """Only an equality that holds all around a point can be differentiated there; what does not vary stays put."""
        for kind, symbol in uses:
            if kind in PROPERTIES and symbol not in varying:
                continue
            if kind == "nonnegative" and (("positive", symbol) in uses or ("nonzero", symbol) in uses):
                continue
            if kind not in ("positive", "nonzero", "invertible"):
                raise Rejected(f"an equality that holds only where {symbol} is {kind} cannot be differentiated")
        return uses

    def _law_function(self, name: str, place: int, symbol: str) -> tuple[Form, Uses]:
        if type(place) is not int or place < 0:
            raise Rejected("laws of a function are counted from 0")
        # a law may mention functions that the statement does not: what they need is added by `law`
        record = self.records[name]
        if isinstance(record, MatrixFunction):
            return pattern_form(self.env, record.laws[place], symbol), NOTHING
        uses = NOTHING if place < len(record.laws) else self._smooth(name, symbol)
        return function_form(self.env, (*record.laws, *record.smooth_laws)[place], symbol), uses

    def _law_lemma(self, number: int) -> tuple[Form, Uses]:
        lemma = self.own(number)
        form = lemma.lhs.copy()
        form.add_form(lemma.rhs, -1)
        return form, lemma.uses

    def _law_congruence(self, fn: str, number: int) -> tuple[Form, Uses]:
        lemma = self._equating("congruence", fn, number)
        whole = fn.startswith(NUMBER_OF)  # J(s) = J(t), and the same for the derivatives of J
        form = Form(lemma.lhs.free * opaque_parts(fn)[1] if whole else lemma.lhs.free)
        for side, sign in ((lemma.lhs, 1), (lemma.rhs, -1)):
            factors = self._only_product(side, "the lemma for congruence must equate two entries")
            if len(factors) != 1:
                raise Rejected("the lemma for congruence must equate two entries")
            symbol = entry_symbol(self.env, factors[0])
            indices = factors[0][1:]
            if whole and indices != tuple(range(len(lemma.lhs.free))):
                raise Rejected("the lemma for congruence must equate two whole arrays")
            form.add(Open(sign, {}, {}, [(self.env.head(fn, symbol), *(range(len(form.free)) if whole else indices))]))
        return form, lemma.uses

    def _law_masked(self, fn: str, number: int) -> tuple[Form, Uses]:
        lemma = self._equating("a mask", fn, number)
        otherwise = "the lemma for a mask must equate two entries times one product"
        left, right = (Counter(self._only_product(side, otherwise)) for side in (lemma.lhs, lemma.rhs))
        own, other = [*(left - right).elements()], [*(right - left).elements()]
        if len(own) != 1 or len(other) != 1 or fn.startswith(NUMBER_OF):
            raise Rejected(otherwise)
        form = Form(lemma.lhs.free)
        for factor, sign in ((own[0], 1), (other[0], -1)):
            applied_to: Factor = (self.env.head(fn, entry_symbol(self.env, factor)), *factor[1:])
            form.add(Open(sign, {}, {}, [*(left & right).elements(), applied_to]))
        return form, lemma.uses

    def _equating(self, law: str, fn: str, number: int) -> Lemma:
        """The lemma about the arguments of a function."""
        if fn in (ENTRY, DIFFERENTIAL, DERIVATIVE, SECOND) or isinstance(self.records.get(fn), MatrixFunction):
            raise Rejected(f"{law} is for functions, not for `{fn}`")
        return self.own(number)

    def _law_reflection(self, fn: str, symbol: str, number: int) -> tuple[Form, Uses]:
        lemma = self.own(number)
        record = self.functions[fn]
        otherwise = "the lemma for a reflection must say that the sum of two entries is zero"
        parts = {}
        for (scale, bound, factors), c in lemma.lhs.terms.items():
            if c != 1 or scale or bound or len(factors) != 1 or lemma.rhs.terms or len(lemma.lhs.terms) != 2:
                raise Rejected(otherwise)
            parts[entry_symbol(self.env, factors[0])] = factors[0][1:]
        if record.reflection is None or len(parts) != 2 or symbol not in parts:
            raise Rejected(otherwise)
        ((other, at),) = [(name, indices) for name, indices in parts.items() if name != symbol]
        form = Form(lemma.lhs.free)
        form.add(Open(1, {}, {}, [(self.env.head(fn, symbol), *parts[symbol])]))
        for c, factors_of in applied(self.env, record.reflection, other, at):
            form.add(Open(-c, {}, {}, factors_of))
        return form, lemma.uses | (self._smooth(fn, other) if record.smooth_reflection else NOTHING)

    def _law_above(self, fn: str, symbol: str) -> tuple[Form, Uses]:
        record = self.functions[fn]
        if record.above is None:
            raise Rejected(f"nothing is known of `{fn}` above zero")
        form = function_form(self.env, ((1, (fn,)), *((-c, names) for c, names in record.above)), symbol)
        return form, frozenset([("nonnegative" if record.nonnegative else "positive", symbol)])

    def _law_sylvester(self, outer: str, inner: str, u: str, v: str, turned: int) -> tuple[Form, Uses]:
        """The inner one is a number where U is a column and V a row, and then its own determinant."""
        env = self.env
        for name, form in zip((outer, inner), plus_the_identity(env, u, v, turned), strict=True):
            if self._definition(name).key != form.key:
                raise Rejected(f"`{name}` is not defined as the identity plus the product of {u} and {v}")
        form = Form(())
        for name, sign in ((outer, 1), (inner, -1)):
            form.add(Open(sign, {}, {}, [(env.head(DETERMINANT if env.sizes[name] else ENTRY, name),)]))
        return form, NOTHING

    def _law_exponentials(self, number: int) -> tuple[Form, Uses]:
        lemma = self.own(number)
        if lemma.rhs.terms:
            raise Rejected("the lemma for exponentials must say that something is zero")
        sides: tuple[list[Factor], list[Factor]] = ([], [])
        for (scale, bound, factors), c in lemma.lhs.terms.items():
            if scale or bound or len(factors) != 1 or c != int(c):
                raise Rejected("the lemma for exponentials must be a sum of whole multiples of entries")
            head = self.env.heads[factors[0][0]]
            if head.fn == "log":  # t > 0 is among what the lemma needs
                number = self.env.head(ENTRY, head.symbol)
            else:
                number = self.env.head("exp", entry_symbol(self.env, factors[0]))
            if abs(int(c)) > MULTIPLE:
                raise Rejected(f"the multiple {c} in the lemma for exponentials is too large to write out")
            sides[c < 0].extend([(number, *factors[0][1:])] * abs(int(c)))
        form = Form(lemma.lhs.free)
        form.add(Open(1, {}, {}, sides[0]))
        form.add(Open(-1, {}, {}, sides[1]))
        return form, lemma.uses

    def _law_logarithms(self, number: int) -> tuple[Form, Uses]:
        lemma = self.own(number)
        form = Form(lemma.lhs.free)
        needs: set[Condition] = set()
        for side, sign in ((lemma.lhs, 1), (lemma.rhs, -1)):
            otherwise = "the lemma for logarithms must equate products of entries and exponentials"
            for factor in self._only_product(side, otherwise):
                head = self.env.heads[factor[0]]
                if head.fn == "exp":
                    form.add(Open(sign, {}, {}, [(self.env.head(ENTRY, head.symbol), *factor[1:])]))
                else:
                    symbol = entry_symbol(self.env, factor)
                    form.add(Open(sign, {}, {}, [(self.env.head("log", symbol), *factor[1:])]))
                    needs.add(("positive", symbol))
        return form, lemma.uses | needs

    def _law_squares(self, number: int) -> tuple[Form, Uses]:
        lemma = self.own(number)
        form = Form(lemma.lhs.free)
        needs: set[Condition] = set()
        for side, sign in ((lemma.lhs, 1), (lemma.rhs, -1)):
            factors = self._only_product(side, "the lemma for squares must equate two squares of entries")
            if len(factors) != 2 or factors[0] != factors[1]:
                raise Rejected("the lemma for squares must equate two squares of entries")
            form.add(Open(sign, {}, {}, [factors[0]]))
            needs.add(("nonnegative", entry_symbol(self.env, factors[0])))
        return form, lemma.uses | needs

    def _law_determinants(self, number: int) -> tuple[Form, Uses]:
        lemma = self.own(number)
        form = Form(())
        for side, sign in ((lemma.lhs, 1), (lemma.rhs, -1)):
            factors = self._only_product(side, "the lemma for determinants must equate products of matrices", True)
            form.add(
                Open(sign, {}, {}, [(self.env.head(DETERMINANT, s),) for s in chained(self.env, factors, side.free)])
            )
        return form, lemma.uses

    def _smooth(self, fn: str, symbol: str) -> Uses:
        record = self.records.get(fn)
        return frozenset([(record.smooth, symbol)]) if record is not None and record.smooth else NOTHING

    def _kinks(self, form: Form, variable: str | None = None) -> Uses:
        """What it takes to differentiate a form (by one variable): arguments away from the kinks."""
        uses: set[Condition] = set()
        for number in form.heads():
            head = self.env.heads[number]
            if variable is None or head.symbol == variable:
                uses |= self._smooth(head.fn, head.symbol)
        return frozenset(uses)

    # --- parts -------------------------------------------------------------------------------------------------------

    def reach(self, target: str) -> list[str]:
        """The symbols that a symbol depends on, itself included, earliest first."""
        seen = {target}
        pending = [target]
        while pending:
            for part in self.env.parts.get(pending.pop(), ()):
                if part not in seen:
                    seen.add(part)
                    pending.append(part)
        return sorted(seen, key=self.env.rank.__getitem__)

    def users(self, target: str) -> dict[str, list[str]]:
        """For each symbol, the definitions below `target` that mention it."""
        found = self._users.get(target)
        if found is None:
            found = {}
            for user in self.reach(target):
                for part in self.env.parts.get(user, ()):
                    found.setdefault(part, []).append(user)
            self._users[target] = found
        return found

    def hidden(self, target: str) -> set[str]:
        """What a symbol depends on by derivatives and differentials, into which the chain rule does not look."""
        found = self._hidden.get(target)
        if found is None:
            found = self._hidden[target] = set()
            for user in self.reach(target):
                form = self.env.definitions.get(user)
                for head in [self.env.heads[number] for number in form.heads()] if form is not None else ():
                    if head.fn in (DERIVATIVE, DIFFERENTIAL, SECOND) and head.symbol in self.env.definitions:
                        found.update(self.reach(head.symbol))
        return found

    def show(self, law: LawName) -> str:
        return "`" + " ".join(str(word) for word in law) + "`"

    def own(self, number: int) -> Lemma:
        if type(number) is not int or not 0 <= number < len(self.lemmas):
            raise Rejected(f"there is no lemma {number} before this one")
        return self.lemmas[number]

    def _definition(self, symbol: str) -> Form:
        form = self.env.definitions.get(symbol)
        if form is None:
            raise Rejected(f"`{symbol}` has no definition")
        return form

    def entry(self, symbol: str) -> Form:
        sizes = self.env.sizes[symbol]
        return Form(sizes, {((), (), ((self.env.head(ENTRY, symbol), *range(len(sizes))),)): 1})

    @staticmethod
    def _only_product(form: Form, otherwise: str, summed: bool = False) -> tuple[Factor, ...]:
        """The factors of a form that is one product and nothing else; unless `summed`, over no index."""
        for (scale, bound, factors), c in form.terms.items():
            if len(form.terms) == 1 and c == 1 and not scale and (summed or not bound):
                return factors
        raise Rejected(otherwise)
