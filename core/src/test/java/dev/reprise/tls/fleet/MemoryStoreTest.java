package dev.reprise.tls.fleet;

/** The contract holds for the store that the tests use; so what it asks is not too much. */
class MemoryStoreTest implements TicketKeyStoreContract {
    private final MemoryStore.Content content = new MemoryStore.Content();

    @Override
    public TicketKeyStore open() {
        return new MemoryStore(content);
    }
}
