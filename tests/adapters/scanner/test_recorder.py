"""The recorder: a burst of keys is a scan whatever ends it, single keys are typed."""

from tests.adapters.scanner.test_wedge import keys
from workstation.adapters.scanner.recorder import Recorder
from workstation.adapters.scanner.wedge import Key


def _recorder() -> tuple[Recorder, list[str]]:
    seen: list[str] = []
    return Recorder(lambda burst: seen.append("".join(key.text for key in burst))), seen


def test_a_burst_is_handed_over_with_its_suffix_and_types_nothing() -> None:
    recorder, seen = _recorder()
    for key in keys("ABC-12345\r", 4):
        assert recorder.feed(key).typed == ()
    assert recorder.pass_time(100).wait == 86
    assert recorder.pass_time(186).typed == ()
    assert seen == ["ABC-12345\r"]


def test_single_keys_are_given_back_as_typed() -> None:
    recorder, seen = _recorder()
    recorder.feed(Key("\r", 0))
    assert [key.text for key in recorder.pass_time(150).typed] == ["\r"]
    assert seen == []


def test_a_key_that_repeats_comes_from_a_finger() -> None:
    recorder, seen = _recorder()
    typed = [recorder.feed(Key("a", at * 30.0, repeat=at > 0)).typed for at in range(20)]
    assert sum(map(len, typed)) == 20
    assert seen == []
