#pragma once
// A page for people as one file, HTML or PDF, with its pictures inside: SVG on a screen, fine PNG on pages. For jobs.

#include <QSize>
#include <QString>
#include <QTemporaryDir>

#include <functional>

#include "analysis/core/job.h"
#include "analysis/core/result.h"
#include "views/report/html_page.h"

class QPainter;
class QTextDocument;

namespace causeway::views {

// Files that pictures are drawn into, to be taken from there.
class PictureFiles {
public:
    explicit PictureFiles(QTextDocument *document) : m_document(document) {} // nullptr: for a screen
    [[nodiscard]] bool onPages() const { return m_document != nullptr; }
    [[nodiscard]] QString path(const QString &name) const; // with the extension of its kind
    // Paints into that file. Errors: Unwritable.
    Result<void> paint(const QString &name, const QSize &size, const QString &title, const std::function<void(QPainter &)> &paint) const;
    // As what stands in src=: of a text document the name of a resource, which it gets. Empty where there is no such file.
    [[nodiscard]] ReportPicture picture(const QString &name) const;

private:
    QTemporaryDir m_folder;
    QTextDocument *m_document;
};

// By the extension of the path: html (also htm) or pdf (A4). compose: the HTML, of a text document where one is given. Needs a
// QApplication. Pictures are light, whatever the window is. The file is replaced at the end: never half a file. The same content gives
// the same bytes. Errors: Usage (another extension), Unwritable, Cancelled, those of compose.
Result<void> writePage(const QString &path, const std::function<Result<QString>(QTextDocument *)> &compose, const Job &job);

} // namespace causeway::views
