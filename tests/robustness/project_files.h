#pragma once
// Logs made up for a test, and looks at a project from outside.

#include <QByteArray>
#include <QJsonObject>
#include <QString>
#include <QTemporaryDir>

#include <cstddef>
#include <cstdint>

namespace causeway::test {

// Lines of a small service with ids, numbers and texts; the same seed gives the same bytes.
QByteArray madeUpLog(std::size_t lines, std::uint64_t seed);
void writeBytes(const QString &path, const QByteArray &bytes);
QByteArray readBytes(const QString &path);
// As members of a gzip file.
QByteArray gzip(const QByteArray &bytes);

// `causeway info --json`; the running test fails where it does not exit with 0.
QJsonObject infoOf(const QString &project);
// What SQLite itself says of the file: "ok", or what is wrong.
QByteArray integrityOf(const QString &project);

} // namespace causeway::test
