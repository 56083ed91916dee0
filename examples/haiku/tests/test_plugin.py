"""July finds and loads the plugin."""

from july import plugins


def test_it_is_loaded_without_a_fault() -> None:
    plugin = plugins.find_plugin("haiku")
    assert (plugin.state, plugin.faults) == (plugins.State.LOADED, [])
