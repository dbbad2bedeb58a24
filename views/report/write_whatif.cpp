#include "views/report/write_whatif.h"

#include <QFileInfo>
#include <QPainter>
#include <QTextDocument>

#include <algorithm>

#include "views/report/html_page.h"
#include "views/report/page_file.h"
#include "views/text/text.h"
#include "views/theme/theme.h"
#include "views/whatif/measure_text.h"
#include "views/whatif/risk_text.h"
#include "views/whatif/timed_panels.h"
#include "views/whatif/tornado_panel.h"
#include "views/whatif/whatif_text.h"

namespace causeway::views {

namespace {

using engine::ComparedRow;

constexpr std::size_t kOperations = 3, kInputs = 12, kChanges = 40, kNotes = 20;
constexpr QSize kPicture{860, 420}, kTall{860, 560};

struct Picture {
    QString title;
    ReportPicture picture;
};

class Writer : public HtmlPage {
    Q_DECLARE_TR_FUNCTIONS(causeway::views::WhatIfPage)
public:
    Writer(const engine::WhatIfReport &report, bool onPages) : m_report(report), m_onPages(onPages) {}

    QString write(const Picture &tornado, const std::vector<Picture> &pictures)
    {
        begin(tr("What if: %1").arg(escaped(m_report.name)), m_onPages);
        const QString project = escaped(QFileInfo(QString::fromStdString(m_report.project)).completeBaseName());
        paragraph(m_report.baseline != nullptr ? tr("Held against “%1”. %2 replications of each, the same requests, seed %3; project %4.").arg(escaped(m_report.baselineName)).arg(m_report.replications).arg(m_report.seed).arg(project)
                                               : tr("%1 replications, seed %2; project %3.").arg(m_report.replications).arg(m_report.seed).arg(project),
                  true);
        if (!m_report.note.empty())
            paragraph(escaped(m_report.note));
        paragraph(QStringLiteral("<b>%1</b>").arg(riskText(m_report.risk).toHtmlEscaped()));
        std::vector<Row> reasons;
        for (const allocate::RiskReason &reason : m_report.risk.reasons)
            reasons.push_back({text::render(reason.text).toHtmlEscaped()});
        if (!reasons.empty())
            table(std::vector<Column>{Column{tr("Why")}}, reasons);
        changes();
        comparison();
        heading(tr("What matters"));
        paragraph(tornadoLine(m_report.tornado, m_report.tornado.measure, *m_report.scenario, m_report.replications).toHtmlEscaped());
        picture(tornado.picture, tornado.title);
        for (const Picture &one : pictures) {
            heading(one.title);
            picture(one.picture, one.title);
        }
        notes();
        return HtmlPage::end();
    }

private:
    void changes()
    {
        if (m_report.baseline == nullptr)
            return;
        heading(tr("What is changed"));
        std::vector<Row> rows;
        for (std::size_t i = 0; i < std::min(m_report.changes.size(), kChanges); ++i) {
            const engine::FieldChange &change = m_report.changes[i];
            rows.push_back({escaped(change.field), change.before.empty() ? QStringLiteral("–") : escaped(change.before), change.after.empty() ? QStringLiteral("–") : escaped(change.after)});
        }
        if (rows.empty())
            return paragraph(tr("Nothing: both are the same."));
        table({{tr("Field")}, {tr("Before"), 0, true}, {tr("After"), 0, true}}, rows);
        if (m_report.changes.size() > kChanges)
            paragraph(tr("%1 more fields.").arg(m_report.changes.size() - kChanges), true);
    }
    void comparison()
    {
        heading(m_report.baseline != nullptr ? tr("Before and after") : tr("What it comes to"));
        std::vector<Row> rows;
        const auto value = [](const ComparedRow &row, const std::optional<simulate::Estimate> &estimate) { return estimate ? valueText(row.quantity, estimate->mean).toHtmlEscaped() : QStringLiteral("–"); };
        for (const ComparedRow &row : m_report.rows) {
            if ((row.of == ComparedRow::Of::Service && row.quantity != engine::Quantity::Utilisation && row.quantity != engine::Quantity::P99) || (row.of == ComparedRow::Of::Operation && !isSeen(row.name)))
                continue;
            Row cells{row.of == ComparedRow::Of::Whole ? tr("all requests") : escaped(row.name), quantityText(row.quantity).toHtmlEscaped()};
            if (m_report.baseline != nullptr)
                cells << value(row, row.before);
            cells << value(row, row.after);
            if (m_report.baseline != nullptr)
                cells << (row.delta ? differenceText(row.quantity, row.delta->mean).toHtmlEscaped() : QStringLiteral("–")) << (row.delta ? intervalText(row.quantity, *row.delta, true).toHtmlEscaped() : QString()) << markText(row.mark).toHtmlEscaped();
            rows.push_back(std::move(cells));
        }
        if (m_report.baseline != nullptr)
            table({{tr("Of"), 31}, {tr("What"), 11}, {tr("Before"), 10, true}, {tr("After"), 10, true}, {tr("Difference"), 10, true}, {tr("95 % interval"), 18, true}, {QString(), 10}}, rows);
        else
            table({{tr("Of"), 60}, {tr("What"), 20}, {tr("Value"), 20, true}}, rows);
        paragraph(tr("Differences are replication by replication; marked where their interval leaves zero out. Of operations those that come from outside or have an objective; of services utilisation and p99."), true);
    }
    // From outside, or with an objective.
    [[nodiscard]] bool isSeen(const std::string &operation) const
    {
        const simulate::Scenario &scenario = *m_report.scenario;
        return std::ranges::find(scenario.arrivals, operation, &simulate::Arrivals::operation) != scenario.arrivals.end() || std::ranges::find(scenario.objectives, operation, &simulate::Objective::operation) != scenario.objectives.end();
    }
    void notes()
    {
        const std::vector<simulate::ScenarioNote> &notes = m_report.scenario->notes;
        if (notes.empty())
            return;
        heading(tr("What is assumed"));
        std::vector<Row> rows;
        for (std::size_t i = 0; i < std::min(notes.size(), kNotes); ++i)
            rows.push_back({escaped(notes[i].field), text::render(notes[i].why).toHtmlEscaped()});
        table({{tr("Field")}, {tr("Why it is so")}}, rows);
        if (notes.size() > kNotes)
            paragraph(tr("%1 more.").arg(notes.size() - kNotes), true);
    }

    const engine::WhatIfReport &m_report;
    bool m_onPages;
};

Result<Picture> draw(const Plot &plot, const QString &name, const QSize &size, const PictureFiles &files)
{
    CAUSEWAY_TRY(files.paint(name, size, plot.title, [&](QPainter &painter) { PlotLayout(plot, QRectF(QPointF(), QSizeF(size))).paint(painter, theme::OnPaper::palette()); }));
    return Picture{plot.title, files.picture(name)};
}

} // namespace

Result<void> writeWhatIf(const engine::WhatIfReport &report, const QString &path, const Job &job)
{
    CAUSEWAY_ASSIGN(const TimedRunData now, runOverTime(report.scenario, report.seed, report.replications, job));
    TimedRunData before;
    if (report.baseline != nullptr) {
        CAUSEWAY_ASSIGN(before, runOverTime(report.baseline, report.seed, report.replications, job));
    }
    const auto compose = [&](QTextDocument *document) -> Result<QString> {
        const PictureFiles files(document);
        CAUSEWAY_ASSIGN(const Picture tornado, draw(tornadoPlot(report.tornado, report.tornado.measure, kInputs), QStringLiteral("tornado"), kPicture, files));
        std::vector<Picture> pictures;
        std::size_t shown = 0;
        for (const std::uint32_t operation : shownOperations(*now)) {
            if (shown++ == kOperations)
                break;
            CAUSEWAY_ASSIGN(Picture latency, draw(latencyPlot(*now, before.get(), operation), QStringLiteral("latency-%1").arg(operation), kTall, files));
            CAUSEWAY_ASSIGN(Picture cdf, draw(cdfPlot(*now, before.get(), operation), QStringLiteral("cdf-%1").arg(operation), kPicture, files));
            pictures.push_back(std::move(latency));
            pictures.push_back(std::move(cdf));
        }
        if (const Plot energy = energyPlot(*now, before.get()); !energy.isEmpty()) {
            CAUSEWAY_ASSIGN(Picture picture, draw(energy, QStringLiteral("energy"), kTall, files));
            pictures.push_back(std::move(picture));
        }
        return Writer(report, document != nullptr).write(tornado, pictures);
    };
    return writePage(path, compose, job);
}

} // namespace causeway::views
