"""How the domain says no: in a plain sentence that an officer can act on."""


class Refusal(Exception):
    """A rule was not met and nothing was changed. `sentence` is shown to the person; `values` fill its %(names)s.

    The sentence is English source text: the console translates it before filling in the values.
    """

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence % values if values else sentence)
        self.sentence = sentence
        self.values = values
