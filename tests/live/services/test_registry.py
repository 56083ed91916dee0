"""Which functions can be called, by which names."""

from types import ModuleType, SimpleNamespace

import pytest

from july.live.services import NoSuchMethod, Services


def module(source: str, name: str = "greetings.polite") -> ModuleType:
    made = ModuleType(name)
    exec(source, made.__dict__)
    return made


@pytest.fixture
def services() -> Services:
    return Services()


def test_a_function_is_called_by_namespace_and_name(services: Services) -> None:
    services.register(module("def hello(name): return 'Hello ' + name"), "greeting")

    assert services.greeting.hello("World") == "Hello World"
    assert services.greeting.hello(name="you") == "Hello you"


def test_without_a_namespace_it_is_the_last_part_of_the_modules_name(services: Services) -> None:
    services.register(module("def hello(): return 1"))

    assert services.polite.hello() == 1


def test_what_a_module_has_imported_is_not_offered_with_what_it_defines(services: Services) -> None:
    services.register(module("from subprocess import run\ndef hello(): return 1"), "greeting")

    assert services.greeting.hello() == 1
    with pytest.raises(NoSuchMethod):
        services.find("greeting.run")


def test_a_proxy_can_be_had_before_the_registration(services: Services) -> None:
    greeting = services.greeting
    hello = greeting.hello
    services.register(SimpleNamespace(hello=lambda: "there"), "greeting")

    assert hello() == "there"


def test_a_proxy_without_registration_says_so_when_it_is_called(services: Services) -> None:
    with pytest.raises(NoSuchMethod, match=r"greeting\.hello"):
        services.greeting.hello()


def test_what_plugins_give_is_registered_when_local_code_first_asks(services: Services) -> None:
    greeting = SimpleNamespace(hello=lambda: "there")
    services.load_by(lambda: services.register(greeting, "greeting"))

    assert services.greeting.hello() == "there"
    assert services.greeting.hello() == "there"


def test_a_name_can_not_be_registered_twice(services: Services) -> None:
    services.register(SimpleNamespace(), "greeting")

    with pytest.raises(ValueError, match="registered already"):
        services.register(SimpleNamespace(), "greeting")


@pytest.mark.parametrize("name", ["_hidden", "a b", "1st", "a.", "register", "find"])
def test_a_namespace_must_be_a_free_name(services: Services, name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        services.register(SimpleNamespace(), name)


def test_an_object_without_a_name_needs_a_namespace(services: Services) -> None:
    with pytest.raises(ValueError, match="give another"):
        services.register(SimpleNamespace())


@pytest.mark.parametrize(
    "method",
    ["greeting._secret", "greeting.hidden", "greeting.NUMBER", "greeting.Kind", "greeting",
     "greeting.", ".hello", "", "greeting.__all__", "greeting.hello.__call__", "other.hello"],
)  # fmt: skip
def test_nothing_else_can_be_called(services: Services, method: str) -> None:
    source = (
        "__all__ = ['hello', '_secret', 'NUMBER', 'Kind']\nNUMBER = 1\nclass Kind: pass\n"
        "def hello(): pass\ndef _secret(): pass\ndef hidden(): pass"
    )
    services.register(module(source), "greeting")

    services.find("greeting.hello")
    with pytest.raises(NoSuchMethod):
        services.find(method)


def test_an_object_may_be_empty(services: Services) -> None:
    class Shelf(list[str]):
        def count_books(self) -> int:
            return len(self)

    services.register(Shelf(), "shelf")

    assert services.shelf.count_books() == 0


def test_underscore_names_are_no_proxies(services: Services) -> None:
    with pytest.raises(AttributeError):
        services._nothing  # noqa: B018
    with pytest.raises(AttributeError):
        services.greeting._nothing  # noqa: B018


def test_a_function_that_is_replaced_is_called_in_its_place(services: Services) -> None:
    owner = SimpleNamespace(hello=lambda: 1)
    services.register(owner, "greeting")
    owner.hello = lambda: 2

    assert services.greeting.hello() == 2


def test_all_services_are_listed(services: Services) -> None:
    services.register(module("__all__ = ['b']\ndef a(): pass\ndef b(): pass"), "second")
    services.register(SimpleNamespace(one=print, _two=print), "first")

    assert [service.name for service in services] == ["first.one", "second.b"]
