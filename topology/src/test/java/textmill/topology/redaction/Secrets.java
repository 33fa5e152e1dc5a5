package textmill.topology.redaction;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Personal data that occur once in the world: what the rules name, made by their specifications and not by the rules. */
final class Secrets {
    private static final int HEAD = 8;

    private final Random random = new Random(20_261_125);
    private final Map<String, List<String>> byHead = new HashMap<>();

    /** A mail address, a bank account, a card, an address of the internet and a phone number, none made before. */
    List<String> five() {
        List<String> five = List.of(
                "canary." + random.nextInt(Integer.MAX_VALUE) + "@nest" + random.nextInt(Integer.MAX_VALUE)
                        + ".example",
                account(),
                card(),
                (11 + random.nextInt(200)) + "." + (100 + random.nextInt(155)) + "." + (100 + random.nextInt(155)) + "."
                        + (10 + random.nextInt(245)),
                "+1415" + (2 + random.nextInt(8)) + digits(6));
        five.forEach(secret -> byHead.computeIfAbsent(secret.substring(0, HEAD), head -> new ArrayList<>())
                .add(secret));
        return five;
    }

    /** The secrets that stand in a text. */
    List<String> in(String text) {
        List<String> found = new ArrayList<>();
        for (int i = 0; i + HEAD <= text.length(); i++) {
            for (String secret : byHead.getOrDefault(text.substring(i, i + HEAD), List.of())) {
                if (text.startsWith(secret, i)) {
                    found.add(secret);
                }
            }
        }
        return found;
    }

    private String digits(int count) {
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < count; i++) {
            digits.append(random.nextInt(10));
        }
        return digits.toString();
    }

    /** ISO 13616: 98 less the remainder by 97 of the account, the letters as numbers and 00. */
    private String account() {
        String account = digits(18);
        int check = 98
                - new BigInteger(account + "131400").mod(BigInteger.valueOf(97)).intValue();
        return "DE" + (check < 10 ? "0" : "") + check + account;
    }

    /** ISO/IEC 7812-1, annex B, tried out. */
    private String card() {
        String fifteen = "4" + digits(14);
        for (int check = 0; check < 10; check++) {
            int sum = 0;
            String all = fifteen + check;
            for (int i = 0; i < all.length(); i++) {
                int digit = all.charAt(i) - '0';
                int weighted = i % 2 == 0 ? digit * 2 : digit;
                sum += weighted / 10 + weighted % 10;
            }
            if (sum % 10 == 0) {
                return all;
            }
        }
        throw new IllegalStateException("one of ten digits fits");
    }
}
