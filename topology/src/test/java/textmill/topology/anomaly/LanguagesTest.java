package textmill.topology.anomaly;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguagesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en|how do i get to the airport",
                "de|Ich habe meine Karte verloren und brauche eine neue.",
                "fr|Je ne sais pas où est la gare",
                "es|No sé dónde está el tren para los niños",
                "it|Non so dove sono i biglietti della metropolitana",
                "pt|Não sei onde é a estação do comboio",
                "nl|Ik weet niet waar het station is",
                "sv|Jag vet inte var det är",
                "pl|Nie wiem, gdzie jest pociąg do Warszawy",
                "tr|Bu tren ne zaman ve nasıl gider",
                "fi|En tiedä missä juna on mutta se ei ole täällä",
                "hu|Nem tudom, hogy hol van az állomás",
                "vi|Tôi không có vé của chuyến tàu",
                "cyrillic|Где находится вокзал?",
                "greek|Πού είναι ο σταθμός;",
                "arabic|أين المحطة",
                "han|车站在哪里",
                "hiragana|えきはどこですか",
                "hangul|역이 어디에 있나요",
                "thai|สถานีอยู่ที่ไหน",
                "latin|Zyxwv Qrstu",
                "other|ᚠᚢᚦᚨᚱᚲ",
                "none|12:30 +49 (0)30 !?",
            })
    void shouldGuessTheLanguageOrTheScript(String expected, String text) {
        assertThat(Languages.name(Languages.of(Wording.of(text)))).isEqualTo(expected);
    }

    @Test
    void shouldTakeTheScriptOfMostLetters() {
        assertThat(Languages.name(Languages.of(Wording.of("USB кабель для телефона"))))
                .isEqualTo("cyrillic");
        assertThat(Languages.name(Languages.of(Wording.of("")))).isEqualTo("none");
    }
}
