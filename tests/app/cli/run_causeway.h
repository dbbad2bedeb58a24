#pragma once
// The program as its users at a command line meet it: run to its end, without a display.

#include <QJsonDocument>
#include <QProcess>
#include <QStringList>

namespace causeway::test {

struct Outcome {
    int exit = -1; // also where it crashed or took too long
    QByteArray out, err;
    [[nodiscard]] QJsonDocument json() const { return QJsonDocument::fromJson(out); }
};

inline Outcome runCauseway(const QStringList &arguments)
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char *name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
        environment.remove(QLatin1String(name));
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral(CAUSEWAY_BINARY_DIR "/causeway"), arguments);
    if (!process.waitForFinished(120'000) || process.exitStatus() != QProcess::NormalExit)
        return {};
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

} // namespace causeway::test
