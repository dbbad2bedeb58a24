#pragma once
// Every dialog that chooses files. It tells kinds of files by their names and never looks into them: to open and close the file of
// the project that is open would drop the database's locks of this process.

#include <QString>

class QFileDialog;
class QWidget;

namespace causeway::views {

// Deletes itself when it is closed; the caller connects fileSelected and opens it.
QFileDialog *makeFileDialog(QWidget *parent, const QString &title, const QString &folder = {}, const QString &filter = {});

} // namespace causeway::views
