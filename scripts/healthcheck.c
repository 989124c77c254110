/* healthcheck PORT PATH: whether the service on this machine's PORT answers GET PATH with 200.
 *
 * For images without a shell, whose container runtime runs a program to see whether a container is well. Kubernetes asks by HTTP itself.
 * Exit codes: 0 it does, 1 it doesn't. Waits 2 s at most.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

int main(int count, char **arguments) {
    if (count != 3) return 1;
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return 1;
    const struct timeval limit = {.tv_sec = 2};
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);

    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons((unsigned short)strtoul(arguments[1], NULL, 10)),
        .sin_addr = {htonl(INADDR_LOOPBACK)},
    };
    if (connect(descriptor, (struct sockaddr *)&address, sizeof address) != 0) return 1;

    char request[256];
    int length = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", arguments[2]);
    if (length < 0 || length >= (int)sizeof request) return 1;
    if (send(descriptor, request, (size_t)length, MSG_NOSIGNAL) != length) return 1;

    /* The status line's first twelve bytes: "HTTP/1.1 200". */
    char answer[12];
    if (recv(descriptor, answer, sizeof answer, MSG_WAITALL) != sizeof answer) return 1;
    return memcmp(answer + 8, " 200", 4) == 0 ? 0 : 1;
}
