#include "views/report/html_page.h"

#include <algorithm>
#include <cmath>

#include "views/text/text.h"

namespace causeway::views {

namespace {

const QString kStyle = QStringLiteral(
    "body{font-family:sans-serif;font-size:10pt;max-width:70em;margin:2em auto;padding:0 1em;color:#1c2430;background:#fff}"
    "h1{font-size:20pt}h2{font-size:14pt;margin-top:2em}h3{font-size:11pt;margin-top:1.6em}"
    "table{border-collapse:collapse}th,td{text-align:left;vertical-align:top;padding:3px 10px 3px 0;border-bottom:1px solid #d5dae1}"
    ".n{text-align:right}td.n{white-space:nowrap}.gap{color:#5b6676;font-style:italic}.quiet{color:#5b6676}"
    "pre{font-family:monospace;font-size:8pt;white-space:pre-wrap;overflow-wrap:anywhere}"
    ".odd{background-color:#ffe2b8}a{color:#2463b4}img{max-width:100%}");

const QString kSmaller = QStringLiteral("body,td,th,p{font-size:9pt}pre{font-size:7pt}"); // on pages
// A text document would paint these into the margins where a page ends.
const QString kBoxes = QStringLiteral("pre{background:#f3f5f8;padding:8px}");

} // namespace

QString HtmlPage::escaped(const std::string &bytes) { return text::fromBytes(bytes).toHtmlEscaped(); }
QString HtmlPage::number(std::uint64_t value) { return text::number(static_cast<std::int64_t>(value)); }
QString HtmlPage::real(double value) { return std::isfinite(value) ? text::number(value) : QStringLiteral("–"); }
QString HtmlPage::time(TimePoint time) { return time.isNone() ? QStringLiteral("–") : text::timeUtc(time).toHtmlEscaped(); }
QString HtmlPage::duration(std::int64_t ns) { return text::duration(Nanos{ns}).toHtmlEscaped(); }

void HtmlPage::begin(const QString &title, bool onPages)
{
    m_out = QStringLiteral("<!DOCTYPE html>\n<html lang=\"%1\">\n<head>\n<meta charset=\"utf-8\">\n<title>%2</title>\n<style>%3</style>\n</head>\n<body>\n")
                .arg(tr("en", "language of the report"), title, kStyle + (onPages ? kSmaller : kBoxes));
    m_out += QStringLiteral("<h1>%1</h1>\n").arg(title);
}

QString HtmlPage::end() { return m_out + QStringLiteral("</body>\n</html>\n"); }

void HtmlPage::heading(const QString &text) { m_out += QStringLiteral("<h2>%1</h2>\n").arg(text.toHtmlEscaped()); }
void HtmlPage::paragraph(const QString &html, bool quiet) { m_out += quiet ? QStringLiteral("<p class=\"quiet\">%1</p>\n").arg(html) : QStringLiteral("<p>%1</p>\n").arg(html); }

void HtmlPage::table(const std::vector<Column> &columns, const std::vector<Row> &rows)
{
    const auto cell = [](const char *tag, const Column &column, const QString &html, bool first) {
        const QString width = first && column.percent > 0 ? QStringLiteral(" width=\"%1%\"").arg(column.percent) : QString();
        return QStringLiteral("<%1%2%3>%4</%1>").arg(QLatin1String(tag), column.number ? QStringLiteral(" class=\"n\"") : QString(), width, html);
    };
    const bool wide = std::ranges::any_of(columns, [](const Column &column) { return column.percent > 0; });
    m_out += QStringLiteral("<table%1>\n<thead><tr>").arg(wide ? QStringLiteral(" width=\"100%\"") : QString());
    for (const Column &column : columns)
        m_out += cell("th", column, column.title.toHtmlEscaped(), true);
    m_out += QStringLiteral("</tr></thead>\n<tbody>\n");
    for (const Row &row : rows) {
        m_out += QStringLiteral("<tr>");
        for (std::size_t i = 0; i < columns.size(); ++i)
            m_out += cell("td", columns[i], row[static_cast<qsizetype>(i)], false);
        m_out += QStringLiteral("</tr>\n");
    }
    m_out += QStringLiteral("</tbody>\n</table>\n");
}

void HtmlPage::picture(const ReportPicture &picture, const QString &what)
{
    if (!picture.source.isEmpty()) {
        const QString size = picture.width > 0 ? QStringLiteral(" width=\"%1\"").arg(picture.width) : QString();
        m_out += QStringLiteral("<p><img src=\"%1\"%2 alt=\"%3\"></p>\n").arg(picture.source.toHtmlEscaped(), size, what.toHtmlEscaped());
    }
    if (!picture.note.isEmpty())
        paragraph(escaped(picture.note), true);
}

} // namespace causeway::views
