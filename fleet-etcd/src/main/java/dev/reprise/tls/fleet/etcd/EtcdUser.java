package dev.reprise.tls.fleet.etcd;

/**
 * Whom a store logs in as.
 *
 * @param name the user
 * @param password its password
 */
record EtcdUser(String name, String password) {
    String json() {
        return "{\"name\":" + quoted(name) + ",\"password\":" + quoted(password) + "}";
    }

    private static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    /** Return the name only. */
    @Override
    public String toString() {
        return "EtcdUser[" + name + "]";
    }
}
