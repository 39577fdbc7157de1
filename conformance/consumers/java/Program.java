import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Reads every documented payload into its class, and writes the same again. */
public final class Program {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static int nulls;

    /** What is left of a value that goes through a class. A member that the class does not have is an error. */
    static JsonNode again(Class<?> type, JsonNode value) throws JsonProcessingException {
        return JSON.readTree(JSON.writeValueAsString(JSON.readValue(value.toString(), type)));
    }

    /** Takes out members that are null: to the generated classes those are the same as absent ones. */
    static JsonNode present(JsonNode value) {
        for (Iterator<JsonNode> members = value.elements(); members.hasNext();) {
            JsonNode member = members.next();
            if (member.isNull() && value.isObject()) {
                nulls++;
                members.remove();
            } else {
                present(member);
            }
        }
        return value;
    }

    static boolean refused(Class<?> type, JsonNode value) {
        try {
            again(type, value);
            return false;
        } catch (IOException error) {
            return true;
        }
    }

    public static void main(String[] arguments) throws IOException, ClassNotFoundException {
        JsonNode payloads = JSON.readTree(new File(System.getenv("REVERSALS_PAYLOADS")));
        int wrong = 0;
        int refusals = 0;
        int known = 0;
        for (JsonNode payload : payloads) {
            String name = payload.get("name").asText();
            Class<?> type = Class.forName("models." + payload.get("title").asText());
            JsonNode value = payload.get("value");
            JsonNode written = present(again(type, value));
            nulls = known;
            if (!present(value.deepCopy()).equals(written)) {
                wrong++;
                System.out.println(name + ": read and written again it is " + written);
            }
            known = nulls;
            List<String> members = new ArrayList<>();
            value.fieldNames().forEachRemaining(members::add);
            for (String member : members) {
                // A number, a truth value or a list that is a text instead, and an `object` that is another.
                if (value.get(member).isValueNode() && value.get(member).isTextual() && !member.equals("object")
                        || value.get(member).isObject() || value.get(member).isNull()) {
                    continue;
                }
                refusals++;
                ObjectNode broken = value.deepCopy();
                if (!refused(type, broken.put(member, "wrong"))) {
                    wrong++;
                    System.out.println(name + ": a wrong text for " + member + " is taken");
                }
            }
        }
        System.out.printf("%d payloads are read and written again (%d nulls are as absent), "
                + "%d broken ones refused, %d wrong%n", payloads.size(), nulls, refusals, wrong);
        System.exit(wrong > 0 || payloads.isEmpty() ? 1 : 0);
    }
}
