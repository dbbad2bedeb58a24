#pragma once
// What every page for people is made of: one HTML file without scripts and links to elsewhere, text escaped, tables, pictures inside.
// Derived classes write their sections in order. No widgets; any thread.

#include <QCoreApplication>
#include <QString>
#include <QStringList>

#include <string>
#include <vector>

#include "analysis/core/units.h"

namespace causeway::views {

// Sources of pictures: `data:` addresses, or names of resources of a text document. Empty: there is none.
struct ReportPicture {
    QString source;
    int width = 0; // pixels on the page; 0: as wide as it is, at most the page
    QString note;  // about what it leaves out, or why there is none
};

class HtmlPage {
    Q_DECLARE_TR_FUNCTIONS(causeway::views::Report)
protected:
    using Row = QStringList; // escaped
    struct Column {
        QString title;
        int percent = 0; // of the page's width; 0 in all: as wide as what stands there
        bool number = false;
    };
    static QString escaped(const QString &text) { return text.toHtmlEscaped(); }
    static QString escaped(const std::string &bytes);
    static QString number(std::uint64_t value);
    static QString real(double value); // "–" where it is not finite
    static QString time(TimePoint time); // UTC; "–" for none
    static QString duration(std::int64_t ns);

    void begin(const QString &title, bool onPages); // title: escaped. onPages: for a text document
    [[nodiscard]] QString end();
    void heading(const QString &text);
    void paragraph(const QString &html, bool quiet = false);
    void table(const std::vector<Column> &columns, const std::vector<Row> &rows);
    void picture(const ReportPicture &picture, const QString &what); // with its note

    QString m_out;
};

} // namespace causeway::views
