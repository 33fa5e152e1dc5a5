package textmill.runtime.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the rules find stands in double angle brackets; nothing else may be found. */
@Timeout(120)
class PersonalDataRulesTest {
    private static final int HOSTILE = 256 * 1024;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<<bob@example.com>>",
                "write to <<bob.o'hara+news@mail.example.co.uk>>.",
                "(<<bob@example.com>>), <<amy_1@example.org>>; <bob>",
                "mailto:<<bob@example.com>>?subject=x",
                "https://shop.example/?mail=<<bob@example.com>>&x=1",
                "https://shop.example/?mail=<<bob%40example.com>>&x=1",
                "'<<bob@example.com>>' \"<<bob@example.com>>\"",
                "<<\"bob smith\"@example.com>>",
                "<<bob@[192.0.2.1]>>",
                "<<jörg@müller.example>> und <<用户@例子.公司>>",
                "<<bob＠example．com>>",
                "<<b\u200Bob@exam\u00ADple.com>>",
                "<<bob@example.com>>-",
                "<<bob@xn--bcher-kva.example>>...",
                "no: bob@example, @bob, bob@, a@b.1, lodash@4.17.21, bob@.com, bob.@example.com, 5@5 and bob@-.",
                "@@@@ a@@b.com x @ y.com"
            })
    void shouldFindAddressesOfMail(String marked) {
        check(marked, PersonalDataRule.EMAIL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<<DE89370400440532013000>>",
                "<<GB82 WEST 1234 5698 7654 32>> is the account",
                "iban:<<gb82west12345698765432>>,",
                "IBAN<<DE89370400440532013000>>.",
                "<<FR14 2004 1010 0505 0001 3M02 606>>",
                "<<NO93-8601-1117-947>>",
                "<<DE89\u00A03704\u202F0044\u20090532 0130 00>>",
                "<<ＤＥ８９３７０４００４４０５３２０１３０００>>",
                "<<DE٨٩٣٧٠٤٠٠٤٤٠٥٣٢٠١٣٠٠٠>>",
                "https://bank.example/pay?to=<<DE89370400440532013000>>#top",
                "DE88370400440532013000 has a wrong check digit",
                "DE8937040044053201300 is too short",
                "DE893704004405320130001 is too long",
                "XX89370400440532013000 is nowhere",
                "AB12 is a class, IT99 a room, DE89 a code"
            })
    void shouldFindBankAccounts(String marked) {
        check(marked, PersonalDataRule.IBAN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<<4111111111111111>>",
                "card <<4111 1111 1111 1111>>, exp 12/27",
                "<<4111-1111-1111-1111>>.",
                "<<4111 - 1111 - 1111 - 1111>>",
                "<<4111–1111—1111−1111>>",
                "<<4111\u00A01111\u00A01111\u00A01111>>",
                "<<４１１１１１１１１１１１１１１１>>",
                "<<4\u200B111\u200B1111\u200B1111\u200B1111>>",
                "<<\uD835\uDFD2\uD835\uDFCF\uD835\uDFCF\uD835\uDFCF111111111111>>",
                "<<378282246310005>> and <<3782 822463 10005>>",
                "<<5555555555554444>>/<<2223003122003222>>/<<6011111111111117>>",
                "<<30569309025904>> <<3530111333300000>>",
                "https://shop.example/pay?card=<<4111111111111111>>&x",
                "visa<<4111111111111111>>",
                "12 <<4111 1111 1111 1111>> 7",
                "<<4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1>>",
                "<<4222222222222>>",
                "4111111111111112 has a wrong check digit",
                "1234567812345670 is of no issuer",
                "0.4111111111111111 and 12,4111111111111111",
                "00004111111111111111 41111111111111110000",
                "4006381333931 is a pencil",
                "order 411111, box 1111, 11111 pieces",
                "2026-11-25 12:30:00 1764073800 1764073800000",
                "9780306406157 978-0-306-40615-7",
                "0000 0000 0000 0000"
            })
    void shouldFindPaymentCards(String marked) {
        check(marked, PersonalDataRule.CREDIT_CARD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<<192.0.2.1>>",
                "from <<192.0.2.1>>:8080, <<10.0.0.0>>/8 and (<<255.255.255.255>>).",
                "http://<<192.0.2.1>>/x",
                "<<１９２.０.２.１>>",
                "<<2001:db8::1>>, [<<2001:db8::8a2e:370:7334>>]:443",
                "<<2001:0db8:85a3:0000:0000:8a2e:0370:7334>>.",
                "<<::1>> <<fe80::1%eth0>> <<::ffff:192.0.2.128>>",
                "at <<2001:db8::1>>: refused",
                "<<fe80::>>/10 and <<2001:db8::>> are networks",
                "Article 19:: what, Chapter 2:: that, verse 1::2, 2026::",
                "1.2.3, 1.2.3.4.5, 256.1.1.1, 1.2.3.1000, v1.2.3.4",
                "version 1.2.3.4, release: 1.2.3.4",
                "12:34:56, 00:1a:2b:3c:4d:5e, std::vector, a::b, dead::beef, ::, 1:2:3:4:5:6:7:8:9",
                "3.14159 12.11.2026 1,234.567.890"
            })
    void shouldFindInternetAddresses(String marked) {
        check(marked, PersonalDataRule.IP_ADDRESS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<<+1 415 555 2671>>",
                "call <<+14155552671>>, or <<+44 20 7946 0958>>.",
                "<<+49 (0)30 901820>>",
                "<<(415) 555-2671>> or <<415-555-2671>> or <<415.555.2671>>",
                "<<1-415-555-2671 ext. 12>>",
                "<<020 7946 0958>>; <<07911 123456>>; <<07911 123 456>>",
                "phone <<4155552671>>",
                "tel:<<+14155552671>>",
                "<<＋１ ４１５ ５５５ ２６７１>>",
                "<<+1\u00A0415\u2011555\u20112671>>",
                "<<0049 30 901820>>",
                "https://wa.example/?to=<<+14155552671>>",
                "2026-11-25 10:15 and 25.11.2026 and 11/25/2026",
                "order 4155552671, id 20794609580, 1,234,567,890.12",
                "1764073800 1764073800123 4111111111111111",
                "2026-11-25 10",
                "978-0-306-40615-7, 192.168.100.200, 12345-6789",
                "+1 and +12 and 3+4155552671",
                "hotel 4155552671, excellent 4155552671, recall 4155552671",
                "10 000 000 people, 100-200-300"
            })
    void shouldFindPhoneNumbers(String marked) {
        check(marked, PersonalDataRule.PHONE);
    }

    @Test
    void shouldKnowTheNumbersOfNamedRegionsOnly() {
        PersonalDataRules german = PersonalDataRules.of(List.of(PersonalDataRule.PHONE), Set.of("DE"));

        assertThat(german.find("030 901820 und 0171/1234567")).hasSize(2);
        assertThat(german.find("(415) 555-2671")).isEmpty();
    }

    @Test
    void shouldTakeAThousandOrdinaryNumbersForWhatTheyAre() {
        // Given numbers without check digits: one card in 200 would be chance
        Random random = new Random(7);
        int found = 0;
        for (int i = 0; i < 1_000; i++) {
            String text = "row " + random.nextInt(1_000_000_000) + " has " + random.nextDouble() + " of "
                    + (1_600_000_000_000L + random.nextInt()) + " at " + random.nextInt(24) + ":"
                    + (10 + random.nextInt(50)) + ", part " + random.nextInt(99) + "-" + random.nextInt(99_999) + "-"
                    + random.nextInt(9) + ", " + Long.toHexString(random.nextLong());

            found += all().find(text).size();
        }

        // Then
        assertThat(found).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@",
                "a@",
                "\"@",
                "a.",
                "%40",
                "a@b.",
                "1",
                "1 ",
                "12 34-",
                "4111 ",
                "4 ",
                "41-",
                "DE89",
                "DE8937 ",
                ":",
                "1:",
                "::1",
                "1.1.1.",
                "255.",
                "+1",
                "+",
                "(",
                "+44 20 7946 ",
                "07911 12",
                "é",
                "\u200B",
                "４",
                "\uD835\uDFD2",
                "a",
                "a:f"
            })
    void shouldTakeLinearTimeOverHostileTexts(String unit) {
        String text = unit.repeat(HOSTILE / unit.length());

        List<Span> found = all().find(text);

        assertThat(found).allSatisfy(span -> assertThat(span.end()).isLessThanOrEqualTo(text.length()));
    }

    @Test
    void shouldBeAbleToFindNothingInNothing() {
        assertThat(all().find("")).isEmpty();
        assertThat(all().find("\0\u200B\uD800")).isEmpty();
    }

    private static PersonalDataRules all() {
        return PersonalDataRules.of(List.of(PersonalDataRule.values()), Set.of("US", "GB"));
    }

    private static void check(String marked, PersonalDataRule rule) {
        List<String> expected = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        String[] parts = marked.split("<<|>>", -1);
        for (int i = 0; i < parts.length; i++) {
            if (i % 2 == 1) {
                expected.add(text.length() + ":" + parts[i]);
            }
            text.append(parts[i]);
        }
        PersonalDataRules one = PersonalDataRules.of(List.of(rule), Set.of("US", "GB"));

        List<Span> found = one.find(text.toString());

        assertThat(found.stream()
                        .map(span -> span.start() + ":" + text.substring(span.start(), span.end()))
                        .toList())
                .isEqualTo(expected);
        assertThat(found).allSatisfy(span -> {
            assertThat(span.label()).isEqualTo(rule.label());
            assertThat(span.byRule()).isTrue();
        });
    }
}
