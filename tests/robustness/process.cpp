#include "tests/robustness/process.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <ctime>
#include <vector>

namespace causeway::test {

namespace {

// A file without a name takes the output: unlike a pipe it is never full, and a killed program's words stay.
int anonymousFile() { return ::memfd_create("output", MFD_CLOEXEC); }

QByteArray contentOf(int fd)
{
    QByteArray bytes;
    char buffer[65536];
    off_t at = 0;
    for (ssize_t n = 0; (n = ::pread(fd, buffer, sizeof buffer, at)) > 0; at += n)
        bytes.append(buffer, n);
    return bytes;
}

} // namespace

double now()
{
    timespec time{};
    ::clock_gettime(CLOCK_MONOTONIC, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

void sleepFor(double seconds)
{
    timespec time{static_cast<time_t>(seconds), static_cast<long>((seconds - static_cast<double>(static_cast<time_t>(seconds))) * 1e9)};
    ::nanosleep(&time, nullptr);
}

QByteArray Finished::text() const
{
    return "exit " + QByteArray::number(exitCode) + ", signal " + QByteArray::number(signal) + (timedOut ? ", timed out" : "") + ", stdout: " + out.left(2000) + ", stderr: " + err.left(4000);
}

Process::Process(const std::string &program, const QStringList &arguments, const Limits &limits) : m_start(now())
{
    std::vector<std::string> words{program};
    for (const QString &argument : arguments)
        words.push_back(argument.toStdString());
    std::vector<char *> pointers;
    for (std::string &word : words)
        pointers.push_back(word.data());
    pointers.push_back(nullptr);
    m_out = limits.stdoutPath.empty() ? anonymousFile() : ::open(limits.stdoutPath.c_str(), O_WRONLY | O_CLOEXEC);
    m_err = anonymousFile();
    m_pid = ::fork();
    if (m_pid != 0)
        return;
    ::dup2(m_out, STDOUT_FILENO);
    ::dup2(m_err, STDERR_FILENO);
    if (limits.fileBytes > 0) {
        const rlimit bound{limits.fileBytes, limits.fileBytes};
        ::setrlimit(RLIMIT_FSIZE, &bound);
    }
    if (limits.asNobody && (::setgid(65534) != 0 || ::setuid(65534) != 0))
        ::_exit(126);
    ::execv(program.c_str(), pointers.data());
    ::_exit(127);
}

Process::~Process()
{
    if (!m_ended) {
        kill();
        reap(0);
    }
    ::close(m_out);
    ::close(m_err);
}

void Process::reap(int flags)
{
    int status = 0;
    rusage usage{};
    if (m_ended || ::wait4(m_pid, &status, flags, &usage) != m_pid)
        return;
    m_ended = true;
    m_finished.seconds = now() - m_start;
    m_finished.exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    m_finished.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    m_finished.peakBytes = static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
    m_finished.out = contentOf(m_out);
    m_finished.err = contentOf(m_err);
}

bool Process::isRunning()
{
    reap(WNOHANG);
    return !m_ended;
}

void Process::kill()
{
    if (!m_ended)
        ::kill(m_pid, SIGKILL);
}

Finished Process::wait(double timeoutSeconds)
{
    while (isRunning()) {
        if (now() - m_start > timeoutSeconds) {
            m_finished.timedOut = true;
            kill();
            reap(0);
            break;
        }
        sleepFor(0.001);
    }
    return m_finished;
}

QByteArray Process::outputSoFar() const { return contentOf(m_out); }

std::string programPath() { return CAUSEWAY_BINARY_DIR "/causeway"; }

Finished run(const QStringList &arguments, const Limits &limits, double timeoutSeconds)
{
    return Process(programPath(), arguments, limits).wait(timeoutSeconds);
}

} // namespace causeway::test
