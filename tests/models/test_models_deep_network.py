"""Deep networks of any depth: all gradients derived and proved, and computed as by hand."""

from __future__ import annotations

import numpy as np
import pytest

from derive import Proved, Refuted, Unreadable, judge, ones, partial, relu, size, tanh
from derive.check.judge import judge as judged
from derive.claims import read_document
from derive.core.lemma import Lemma
from derive.models.deep_network import deep_network
from derive.normal.prove import LITTLE
from numeric import deep_network as by_hand
from numeric import deep_network_relu

pytestmark = pytest.mark.filterwarnings("error")


def test_all_gradients_of_a_hundred_layers_are_proved() -> None:
    model = deep_network(100)
    session = model.session
    assert len(model.derivative_nodes) == 200
    for name, statement in model.statements.items():
        found, left = session.lower(model.derivative_nodes[name]), session.lower(statement)
        assert isinstance(session.prover.equal(left, found), Lemma)
    doubled = session.lower(session.language.make("add", *[model.derivative_nodes["dW99"]] * 2))
    assert not isinstance(session.prover.equal(session.lower(model.statements["dW99"]), doubled, LITTLE), Lemma)


@pytest.mark.parametrize(("activation", "twin"), [(tanh, by_hand), (relu, deep_network_relu)], ids=str)
def test_twenty_layers_in_numbers(activation: object, twin: object) -> None:
    model = deep_network(20, activation)
    values = by_hand.sample(np.random.default_rng(7), model.sizes)
    outputs = model.outputs()
    found = dict(zip(outputs, model.lambdify(*outputs)(**values), strict=True))
    parameters = {x.name: values[x.name] for x in model.learn}
    expected = {
        **twin.forward(X=values["X"], **parameters),
        **twin.backward(**values),
        "J": twin.loss(**values),
    }
    assert found.keys() == expected.keys()
    for name, value in expected.items():
        np.testing.assert_allclose(found[name], value, rtol=1e-12, atol=1e-12, err_msg=name)


def test_one_layer_is_logistic_regression() -> None:
    model = deep_network(1)
    (X, Y), (W, b), A, m = model.given, model.learn, model.definitions[1], size("m")
    assert isinstance(judge(partial(model.loss, W), (A - Y) * X.T / m), Proved)
    assert isinstance(judge(partial(model.loss, b), (A - Y) * ones(m) / m), Proved)
    assert isinstance(judge(partial(model.loss, W), (A - Y) * X.T), Refuted)


def test_a_network_has_a_layer() -> None:
    with pytest.raises(Unreadable, match="^a network has at least one layer, not 0$"):
        deep_network(0)


def test_the_layer_of_the_note_is_one_off_where_all_are_equally_wide() -> None:
    """Line 151 of note 001: with other widths it is ill-formed."""
    lines = [
        "```derive\nW^{[1]}, W^{[2]} : n × n\nX : n × m\n```",
        r"$Z^{[1]} = W^{[1]} X$",
        r"$A^{[1]} = \tanh(Z^{[1]})$",
        r"$Z^{[2]} = W^{[2]} A^{[1]}$",
        r"$A^{[1]} = \tanh(Z^{[2]})$",
    ]
    *_, stated = read_document("\n\n".join(lines), "text").claims
    verdict = judged(stated.session, stated.claim)
    assert isinstance(verdict, Refuted)
    assert (verdict.defect, str(verdict.correction)) == ("index", "tanh(Z1)")
