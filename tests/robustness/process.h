#pragma once
// The program as a process: started, killed, limited, and asked afterwards how much memory it took. One thread.

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <sys/types.h>

#include <cstdint>
#include <string>

namespace causeway::test {

struct Limits {
    std::uint64_t fileBytes = 0; // RLIMIT_FSIZE; 0 = none
    bool asNobody = false;       // gives up root; the test must run as root
    std::string stdoutPath;      // instead of being read
};

struct Finished {
    int exitCode = -1;           // -1 where a signal ended it
    int signal = 0;
    bool timedOut = false;       // was killed at its time limit
    double seconds = 0;
    std::uint64_t peakBytes = 0; // of resident memory
    QByteArray out, err;
    [[nodiscard]] QByteArray text() const; // all of it, for the message of a failed check
};

class Process {
public:
    Process(const std::string &program, const QStringList &arguments, const Limits &limits = {});
    ~Process(); // kills what still runs
    Process(const Process &) = delete;
    Process &operator=(const Process &) = delete;

    [[nodiscard]] bool isRunning();
    void kill(); // as by kill -9
    Finished wait(double timeoutSeconds = 60);
    [[nodiscard]] QByteArray outputSoFar() const;

private:
    void reap(int flags);
    pid_t m_pid = -1;
    bool m_ended = false;
    double m_start = 0;
    int m_out = -1, m_err = -1;
    Finished m_finished;
};

// build/<preset>/causeway
std::string programPath();
Finished run(const QStringList &arguments, const Limits &limits = {}, double timeoutSeconds = 60);

double now(); // seconds of a clock that never goes back
void sleepFor(double seconds);

} // namespace causeway::test
