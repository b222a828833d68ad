"""A TLS server that reads late: see README.md."""
import socket
import ssl
import sys
import time

certificate, key, delay = sys.argv[1], sys.argv[2], int(sys.argv[3]) / 1000
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
if len(sys.argv) > 4:
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(sys.argv[4])
listener = socket.create_server(("127.0.0.1", 0))
print("port", listener.getsockname()[1], flush=True)
while True:
    raw, _ = listener.accept()
    count, end = 0, "none"
    try:
        with context.wrap_socket(raw, server_side=True, suppress_ragged_eofs=False) as connection:
            resumed = connection.session_reused
            time.sleep(delay)
            while True:
                data = connection.recv(1 << 16)
                if not data:
                    end = "close_notify"
                    break
                count += len(data)
    except OSError as failure:
        end = type(failure).__name__ + " " + str(failure)
    print("took", count, "until", end, flush=True)
