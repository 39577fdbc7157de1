import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Encodes every vector's input from its class, knowing nothing of any operation but its method and path's template. */
public final class Vectors {
    /** Escapes all but the unreserved characters; Java's own encoder is for HTML forms. */
    static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20").replace("*", "%2A").replace("%7E", "~");
    }

    /** By code point, as bytes sort; a String compares by UTF-16 unit. */
    static List<String> sorted(JsonNode form) {
        List<String> names = new ArrayList<>();
        form.fieldNames().forEachRemaining(names::add);
        names.sort((one, other) -> Arrays.compareUnsigned(
                one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8)));
        return names;
    }

    static void pairs(String name, JsonNode value, List<String> all) {
        if (value.isObject()) {
            for (String key : sorted(value)) {
                pairs(name + "[" + escape(key) + "]", value.get(key), all);
            }
        } else if (value.isArray()) {
            boolean deep = false;
            for (JsonNode item : value) {
                deep |= item.isContainerNode();
            }
            for (int at = 0; at < value.size(); at++) {
                pairs(name + "[" + (deep ? at : "") + "]", value.get(at), all);
            }
        } else {
            all.add(name + "=" + escape(value.asText()));
        }
    }

    static String form(JsonNode value) {
        List<String> all = new ArrayList<>();
        for (String name : sorted(value)) {
            pairs(escape(name), value.get(name), all);
        }
        return String.join("&", all);
    }

    /** Method, path, query and body; the last two are null where there is none. */
    static List<String> encoded(JsonNode operation, JsonNode input) {
        String method = operation.get("method").asText();
        String path = Pattern.compile("\\{(.*?)}").matcher(operation.get("path").asText())
                .replaceAll(found -> escape(input.at("/path/" + found.group(1)).asText()));
        String query = form(input.path("query"));
        String body = method.equals("POST") ? form(input.path("body")) : null;
        return Arrays.asList(method, path, query.isEmpty() ? null : query, body);
    }

    public static void main(String[] arguments) throws IOException, ClassNotFoundException {
        ObjectMapper json = new ObjectMapper();
        File schemas = new File(System.getenv("REVERSALS_SCHEMAS"));
        JsonNode operations = json.readTree(new File(schemas, "index.json")).get("operations");
        JsonNode definitions = json.readTree(new File(schemas, "2020-12/bundle.schema.json")).get("$defs");
        JsonNode vectors = json.readTree(new File(schemas, "cases.json")).get("encode");
        int wrong = 0;
        for (JsonNode vector : vectors) {
            JsonNode operation = operations.get(vector.get("operation").asText());
            String title = definitions.get(operation.get("request").asText()).get("title").asText();
            JsonNode input = Program.again(Class.forName("models." + title), vector.get("input"));
            // What is not given is null in a class.
            List<String> got = encoded(operation, Program.present(input));
            List<String> wanted = new ArrayList<>();
            for (String name : List.of("method", "path", "query", "body")) {
                wanted.add(vector.has(name) ? vector.get(name).asText() : null);
            }
            if (!got.equals(wanted)) {
                wrong++;
                System.out.println(vector.get("case").asText() + ": wanted " + wanted + ", got " + got);
            }
        }
        System.out.printf("%d of %d vectors are encoded as they must be%n", vectors.size() - wrong, vectors.size());
        System.exit(wrong > 0 || vectors.isEmpty() ? 1 : 0);
    }
}
