#include "views/report/incident_html.h"

#include <QFileInfo>

#include <algorithm>

#include "views/text/text.h"

namespace causeway::views {

using rootcause::Cause;
using rootcause::Evidence;

namespace {

constexpr std::size_t kCauses = 10; // told

class Writer : public HtmlPage {
    Q_DECLARE_TR_FUNCTIONS(causeway::views::IncidentPage)
public:
    Writer(const IncidentPage &page, const IncidentPictures &pictures) : m_page(page), m_answer(*page.answer), m_report(page.answer->report()), m_pictures(pictures) {}

    QString write()
    {
        const std::string name = m_page.kept ? m_page.kept->name : std::string();
        const QString project = escaped(QFileInfo(QString::fromStdString(m_page.project)).completeBaseName());
        begin(name.empty() ? tr("Incident of %1").arg(time(m_answer.request.time.from)) : tr("Incident: %1").arg(escaped(name)), m_pictures.onPages);
        paragraph(tr("%1 to %2 (UTC), %3; project %4.").arg(time(m_answer.request.time.from), end(m_answer.request.time.to), length(), project), true);
        verdict();
        said();
        evidence();
        pictures();
        causes();
        impact();
        missing();
        return HtmlPage::end();
    }

private:
    [[nodiscard]] static QString end(TimePoint to) { return to == TimeRange{}.to ? tr("the end of the data") : time(to); }
    [[nodiscard]] QString length() const { return m_answer.request.time.to == TimeRange{}.to ? tr("open") : duration(m_answer.request.time.to.ns - m_answer.request.time.from.ns); }
    [[nodiscard]] QString service(std::uint32_t number) const { return escaped(m_answer.service(number)); }
    [[nodiscard]] QString operation(std::uint32_t number) const { return escaped(m_answer.operation(number)); }

    void verdict()
    {
        paragraph(QStringLiteral("<b>%1</b>").arg(escaped(verdictText(m_answer, m_page.kept ? &*m_page.kept : nullptr))));
        std::vector<Row> rows;
        if (!m_report.causes.empty()) {
            const Cause &first = m_report.causes.front();
            rows.push_back({tr("Service"), service(first.service)});
            if (!m_answer.isRanking())
                rows.push_back({tr("Kind"), escaped(kindText(first.kind))});
            if (!first.pod.empty())
                rows.push_back({tr("Pod"), escaped(first.pod)});
            if (!operation(first.operation).isEmpty())
                rows.push_back({tr("Operation"), operation(first.operation)});
        }
        if (m_report.found && !m_answer.isRanking())
            rows.push_back({tr("Began"), time(TimePoint{m_report.onsetNs})});
        if (!m_report.impact.empty()) {
            const rootcause::EntryImpact &worst = m_report.impact.front();
            rows.push_back({tr("Hurts most"), tr("%1: %2 of %3 requests, %4 before").arg(operation(worst.operation), number(worst.affected), number(worst.requests), escaped(text::percent(worst.expected)))});
        }
        rows.push_back({tr("Looked at"), (m_answer.material().sessions.empty() ? tr("%1 traces, held against %2") : tr("%1 requests, held against %2")).arg(number(m_report.traces), number(m_report.baselineTraces))});
        facts(rows);
    }

    void facts(const std::vector<Row> &rows) { table({{QString(), 18}, {QString(), 82}}, rows); }

    void said()
    {
        if (!m_page.kept)
            return;
        const storage::Incident &kept = *m_page.kept;
        heading(tr("What people say"));
        std::vector<Row> rows{{tr("Verdict"), escaped(incidentVerdict(kept))}};
        if (!kept.onset.isNone())
            rows.push_back({tr("Began"), time(kept.onset)});
        if (!kept.pod.empty())
            rows.push_back({tr("Pod"), escaped(kept.pod)});
        if (!kept.operation.empty())
            rows.push_back({tr("Operation"), escaped(kept.operation)});
        QStringList rejected;
        for (const std::string &one : kept.rejected)
            rejected << escaped(one);
        if (!rejected.isEmpty())
            rows.push_back({tr("Not the cause"), rejected.join(QStringLiteral(", "))});
        if (!kept.note.empty())
            rows.push_back({tr("Note"), escaped(kept.note)});
        rows.push_back({tr("By"), tr("%1, %2").arg(escaped(kept.by), time(TimePoint{kept.atNs / 1'000'000'000 * 1'000'000'000}))});
        facts(rows);
    }

    void evidence()
    {
        if (m_report.causes.empty() || m_answer.isRanking())
            return;
        const Cause &first = m_report.causes.front();
        heading(tr("Why %1").arg(m_answer.service(first.service)));
        std::vector<Row> rows;
        for (const auto &[items, speaksFor] : {std::pair{&first.evidence, true}, {&first.against, false}})
            for (const Evidence &one : *items)
                rows.push_back({speaksFor ? tr("+ for") : tr("− against"), escaped(familyText(one.family)), escaped(text::render(one.text)) + (one.example.empty() ? QString() : QStringLiteral("<br>") + escaped(tr("For example: %1").arg(text::fromBytes(one.example)))), real(speaksFor ? one.nats : -std::abs(one.nats))});
        table({{QString(), 11}, {tr("family"), 11}, {tr("what is seen"), 66}, {tr("weight"), 12, true}}, rows);
        paragraph(escaped(tr("The weight is told in nats, against “nothing changed”. Evidence of one family counts once.")), true);
    }

    void pictures()
    {
        if (!m_pictures.example.source.isEmpty()) {
            heading(tr("An example"));
            paragraph(escaped(tr("A trace of the incident; the span that the evidence was seen in is marked.")), true);
            picture(m_pictures.example, tr("A trace of the incident as a waterfall: spans by time, the one with the evidence marked"));
            if (!m_pictures.normal.source.isEmpty()) {
                paragraph(escaped(tr("A normal trace of the same entry:")), true);
                picture(m_pictures.normal, tr("A normal trace as a waterfall"));
            }
        }
        if (!m_pictures.metrics.empty()) {
            heading(tr("Metrics"));
            paragraph(escaped(tr("The incident is shaded.")), true);
            for (const IncidentPictures::Metric &one : m_pictures.metrics) {
                paragraph(escaped(one.title));
                picture(one.picture, tr("%1 over time").arg(one.title));
            }
        }
        if (!m_pictures.map.source.isEmpty()) {
            heading(tr("How it spreads"));
            paragraph(escaped(tr("Who calls whom in the incident; the stronger the colour, the more a service explains.")), true);
            picture(m_pictures.map, tr("Map of the services that call each other; the same numbers are in the table of causes"));
        }
    }

    void causes()
    {
        if (m_report.causes.empty())
            return;
        heading(tr("Services in order"));
        std::vector<Row> rows;
        for (std::size_t i = 0; i < std::min(kCauses, m_report.causes.size()); ++i) {
            const Cause &one = m_report.causes[i];
            QString name = service(one.service);
            if (isRejected(one))
                name += QStringLiteral(" <span class=\"quiet\">%1</span>").arg(tr("✗ not it"));
            else if (one.explainedBy != rootcause::kNone)
                name += QStringLiteral(" <span class=\"quiet\">%1</span>").arg(tr("behind %1").arg(service(one.explainedBy)));
            Row row{number(i + 1), name, m_answer.isRanking() ? QStringLiteral("–") : escaped(kindText(one.kind)), real(one.score)};
            std::array<double, rootcause::kFamilyCount> families{};
            for (std::size_t source = 0; source < rootcause::kSourceCount; ++source) {
                double &family = families[static_cast<std::size_t>(rootcause::familyOf(static_cast<rootcause::Source>(source)))];
                family = std::max(family, one.parts[source]);
            }
            for (const double family : families)
                row << (family == 0 ? QStringLiteral("–") : real(family));
            rows.push_back(row);
        }
        std::vector<Column> columns{{QStringLiteral("#"), 5, true}, {tr("service"), 26}, {tr("kind"), 16}, {tr("score"), 8, true}};
        for (std::size_t family = 0; family < rootcause::kFamilyCount; ++family)
            columns.push_back({familyText(static_cast<rootcause::Family>(family)), 9, true});
        table(columns, rows);
        if (rows.size() < m_report.causes.size())
            paragraph(escaped(tr("%1 services with less are not told here.").arg(number(m_report.causes.size() - rows.size()))), true);
        paragraph(escaped(tr("Beside the score stands what each family of evidence would give alone.")), true);
    }

    [[nodiscard]] bool isRejected(const Cause &cause) const { return m_page.kept && std::ranges::binary_search(m_page.kept->rejected, m_report.services[cause.service]); }

    void impact()
    {
        if (m_report.impact.empty())
            return;
        heading(tr("Whom it hurts"));
        std::vector<Row> rows;
        for (const rootcause::EntryImpact &one : m_report.impact)
            rows.push_back({operation(one.operation), number(one.requests), number(one.affected), escaped(text::percent(one.expected)), one.affected == 0 ? QStringLiteral("–") : time(TimePoint{one.sinceNs}),
                            duration(static_cast<std::int64_t>(one.medianNs)), duration(static_cast<std::int64_t>(one.baselineMedianNs))});
        table({{tr("entry operation"), 28}, {tr("requests"), 10, true}, {tr("affected"), 10, true}, {tr("share before"), 10, true}, {tr("since"), 20}, {tr("median"), 11, true}, {tr("before"), 11, true}}, rows);
    }

    void missing()
    {
        if (!m_report.missing.empty()) {
            heading(tr("What is missing"));
            for (const Message &one : m_report.missing)
                paragraph(escaped(text::render(one)));
        }
        paragraph(tr("Made by Causeway %1.").arg(QStringLiteral(CAUSEWAY_VERSION)), true);
    }

    const IncidentPage &m_page;
    const CauseAnswer &m_answer;
    const rootcause::Report &m_report;
    const IncidentPictures &m_pictures;
};

} // namespace

QString incidentHtml(const IncidentPage &page, const IncidentPictures &pictures) { return Writer(page, pictures).write(); }

} // namespace causeway::views
