import time

from bot.simulator import callbacks as callbacks_module
from bot.simulator.books import Books, Callback
from bot.simulator.callbacks import Callbacks
from bot.simulator.simulation import Hooks


def owed(books: Books, count: int, due: float = 0) -> None:
    with books.writing() as db:
        books.owe(db, [Callback("delivery", {"id": str(index)}, due) for index in range(count)])


def left(books: Books) -> int:
    return int(books.rows("select count(*) as n from owed")[0]["n"])


def test_what_was_owed_before_a_restart_is_posted_after_it(books_path, product, network) -> None:
    owed(network.books, 40)
    assert product.told == []

    network.get("/simulator/")  # the first request of the new process

    network.until(lambda: left(network.books) == 0)
    assert sorted(int(form["id"]) for form in product.forms("delivery")) == list(range(40))


def test_two_processes_on_the_same_books_post_everything_once(books_path, product, network) -> None:
    owed(network.books, 200)
    other = Callbacks(Books(books_path), Hooks(product.url, "local"))
    network.behave(pace=5000)

    other.start()
    network.callbacks.start()

    network.until(lambda: left(network.books) == 0)
    other.stop()
    assert sorted(int(form["id"]) for form in product.forms("delivery")) == list(range(200))


def test_the_pace_is_kept(product, network) -> None:
    network.behave(pace=50)
    owed(network.books, 30)

    began = time.monotonic()
    network.callbacks.start()
    network.until(lambda: left(network.books) == 0)

    assert time.monotonic() - began > 0.5


def test_a_hook_that_answers_badly_is_called_again(product, network) -> None:
    product.status = 503
    owed(network.books, 1)
    network.callbacks.start()
    network.until(lambda: network.books.rows("select attempts from owed")[0]["attempts"] == 1)
    network.until(lambda: network.books.rows("select leased from owed")[0]["leased"] == 0)

    [row] = network.books.rows("select due from owed")
    assert 0 < row["due"] - time.time() <= callbacks_module.AGAIN
    product.status = 200
    with network.books.writing() as db:
        db.execute("update owed set due = 0")

    network.until(lambda: left(network.books) == 0)
    assert len(product.told) == 1


def test_what_a_dead_process_had_taken_up_is_taken_up_again(books_path) -> None:
    books = Books(books_path)
    owed(books, 3)

    assert len(books.claim(10, now=100)) == 3
    assert books.claim(10, now=101) == []
    assert [callback.attempts for callback in books.claim(10, now=200)] == [2, 2, 2]


def test_what_is_not_due_waits(books_path) -> None:
    books = Books(books_path)
    owed(books, 1, due=500)

    assert books.claim(10, now=499) == []
    assert len(books.claim(10, now=500)) == 1


def test_stopping_leaves_the_rest_in_the_books(product, network) -> None:
    network.behave(pace=20)
    owed(network.books, 100)
    network.callbacks.start()
    network.until(lambda: product.told)

    network.callbacks.stop()

    assert left(network.books) + len(product.told) == 100
    with network.books.reading() as db:
        assert db.execute("select count(*) from owed where leased > 0").fetchone()[0] == 0
