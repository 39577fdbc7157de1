import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.MutableCoercionConfig;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Reads every documented payload into its class, and writes the same again. */
public final class Program {
    /** Left to itself, Jackson reads a number as a text that has its digits. */
    private static final ObjectMapper JSON = new ObjectMapper();

    static {
        MutableCoercionConfig texts = JSON.coercionConfigFor(LogicalType.Textual);
        for (CoercionInputShape shape : List.of(
                CoercionInputShape.Boolean, CoercionInputShape.Integer, CoercionInputShape.Float)) {
            texts.setCoercion(shape, CoercionAction.Fail);
        }
    }

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
                if (value.get(member).isObject() || value.get(member).isNull()) {
                    continue;
                }
                refusals++;
                ObjectNode broken = value.deepCopy();
                // A text that is a number instead, an `object` that is another, and anything else that is a text.
                if (value.get(member).isTextual() && !member.equals("object")) {
                    broken.put(member, 1);
                } else {
                    broken.put(member, "wrong");
                }
                if (!refused(type, broken)) {
                    wrong++;
                    System.out.println(name + ": " + broken.get(member) + " for " + member + " is taken");
                }
            }
        }
        System.out.printf("%d payloads are read and written again (%d nulls are as absent), "
                + "%d broken ones refused, %d wrong%n", payloads.size(), nulls, refusals, wrong);
        System.exit(wrong > 0 || payloads.isEmpty() ? 1 : 0);
    }
}
