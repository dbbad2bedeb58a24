#include "views/boundaries/boundary_inspector.h"

#include <QCoreApplication>
#include <QTimer>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "app/workspace/workspace.h"
#include "views/boundaries/boundary_desk.h"
#include "views/boundaries/class_table.h"
#include "views/boundaries/split_text.h"
#include "views/shell/inspector.h"
#include "views/text/text.h"

namespace causeway::views {

using boundaries::kNoService;

namespace {

constexpr std::size_t kMostUseCases = 8, kMostBound = 3;

QString tr(const char *text) { return QCoreApplication::translate("boundaries", text); }
QString count(std::size_t n) { return text::number(static_cast<std::int64_t>(n)); }

// The service whose classes are just those that are selected.
std::optional<std::uint32_t> serviceOf(const BoundaryDesk &desk)
{
    const boundaries::Assignment &all = desk.split()->split.serviceOf;
    const std::uint32_t service = all[desk.selected().front()];
    if (service == kNoService || desk.selected().size() < 2 || std::ranges::any_of(desk.selected(), [&](std::uint32_t one) { return all[one] != service; }))
        return std::nullopt;
    return static_cast<std::size_t>(std::ranges::count(all, service)) == desk.selected().size() ? std::optional(service) : std::nullopt;
}

// Calls from and to classes of other services, and the services that they go to or come from.
void addCalls(InspectorSection &section, const BoundaryDesk &desk)
{
    const boundaries::ClassModel &model = desk.data()->data.model;
    const boundaries::Assignment &all = desk.split()->split.serviceOf;
    const auto isOne = [&](std::uint32_t one) { return std::ranges::binary_search(desk.selected(), one); };
    double in = 0, out = 0;
    std::map<std::uint32_t, double> from, to;
    for (const boundaries::ClassPair &call : model.calls) {
        const std::uint32_t a = all[call.a], b = all[call.b];
        if (a == b || a == kNoService || b == kNoService)
            continue;
        if (isOne(call.a)) {
            out += call.weight;
            to[b] += call.weight;
        }
        if (isOne(call.b)) {
            in += call.weight;
            from[a] += call.weight;
        }
    }
    const auto told = [&](const std::map<std::uint32_t, double> &services) {
        QStringList lines;
        for (const auto &[service, calls] : services)
            lines << QStringLiteral("%1: %2").arg(desk.serviceName(service), callsText(calls));
        return lines.join(QLatin1Char('\n'));
    };
    section.addFact(model.observed ? tr("Calls in") : tr("References in"), callsText(in), told(from));
    section.addFact(model.observed ? tr("Calls out") : tr("References out"), callsText(out), told(to));
}

void addUseCases(InspectorSection &section, const BoundaryDesk &desk)
{
    const boundaries::ClassModel &model = desk.data()->data.model;
    std::set<std::uint32_t> useCases;
    for (const std::uint32_t one : desk.selected())
        useCases.insert(model.uses[one].begin(), model.uses[one].end());
    QStringList names;
    for (const std::uint32_t one : useCases)
        if (static_cast<std::size_t>(names.size()) < kMostUseCases)
            names << text::fromBytes(model.useCases[one]);
    if (useCases.size() > kMostUseCases)
        names << tr("and %1 more").arg(count(useCases.size() - kMostUseCases));
    section.addFact(tr("Use cases"), count(useCases.size()), names.join(QLatin1Char('\n')));
}

void addClass(InspectorSection &section, const BoundaryDesk &desk, std::uint32_t one)
{
    const boundaries::ClassModel &model = desk.data()->data.model;
    section.addText(text::fromBytes(model.classes[one]), true);
    const std::uint32_t service = desk.split()->split.serviceOf[one];
    section.addFact(tr("Service"), desk.isUtility(one) ? tr("in every service") : desk.serviceName(service));
    if (const auto *from = desk.movedOf(one))
        section.addFact(tr("Stability"), tr("moved"), movedText(*from));
    else
        section.addFact(tr("Stability"), one < desk.split()->stability.size() ? stabilityText(desk.split()->stability[one]) : QStringLiteral("–"), tr("How often it was with the others of its service while weights and resolution varied"));
    if (desk.reasons() && desk.reasons()->one == one) {
        double sum = 0;
        for (const engine::ServicePull &pull : desk.reasons()->pulls)
            sum += pull.weight;
        QStringList bound;
        for (const engine::ServicePull &pull : desk.reasons()->pulls)
            if (static_cast<std::size_t>(bound.size()) < kMostBound && sum > 0)
                bound << tr("%1 (%2)").arg(desk.serviceName(pull.service), text::percent(pull.weight / sum));
        section.addFact(tr("Bound to"), bound.isEmpty() ? tr("no other class") : bound.join(QStringLiteral(", ")), tr("Share of what binds it to other classes, strongest first"));
        QStringList classes;
        if (!desk.reasons()->pulls.empty())
            for (const auto &[other, weight] : desk.reasons()->pulls.front().strongest)
                classes << desk.className(other);
        if (!classes.isEmpty())
            section.addFact(tr("Most to"), classes.join(QStringLiteral(", ")));
    }
    addCalls(section, desk);
    addUseCases(section, desk);
    QStringList marks;
    if (desk.isPinned(one))
        marks << tr("pinned");
    if (desk.isUtility(one))
        marks << tr("in every service");
    if (!desk.wasSeen(one))
        marks << tr("never seen at run time");
    if (const auto elsewhere = desk.boundElsewhere(one))
        marks << tr("bound elsewhere: %1").arg(elsewhereText(*elsewhere, desk));
    if (!marks.isEmpty())
        section.addFact(tr("Marks"), marks.join(QStringLiteral(", ")));
}

void addService(InspectorSection &section, const BoundaryDesk &desk, std::uint32_t service)
{
    section.addText(desk.serviceName(service));
    section.addFact(tr("Classes"), count(desk.selected().size()));
    double sum = 0;
    std::size_t known = 0, moved = 0, pinned = 0, elsewhere = 0;
    for (const std::uint32_t one : desk.selected()) {
        if (one < desk.split()->stability.size() && !std::isnan(desk.split()->stability[one])) {
            sum += desk.split()->stability[one];
            ++known;
        }
        moved += desk.movedOf(one) != nullptr ? 1 : 0;
        pinned += desk.isPinned(one) ? 1 : 0;
        elsewhere += desk.boundElsewhere(one) ? 1 : 0;
    }
    section.addFact(tr("Stability"), known > 0 ? stabilityText(sum / static_cast<double>(known)) : QStringLiteral("–"), tr("Of its classes, on average; those that were moved by hand do not count"));
    // What binds its classes to those of other services.
    const boundaries::CouplingGraph &coupling = desk.data()->coupling;
    const boundaries::Assignment &all = desk.split()->split.serviceOf;
    std::map<std::uint32_t, double> to;
    double within = 0;
    for (const boundaries::CouplingEdge &edge : coupling.edges) {
        const std::uint32_t a = all[edge.a], b = all[edge.b];
        const double weight = coupling.weightOf(edge, coupling.weights);
        if (a == service && b == service)
            within += weight;
        else if ((a == service || b == service) && a != kNoService && b != kNoService)
            to[a == service ? b : a] += weight;
    }
    double across = 0;
    for (const auto &[other, weight] : to)
        across += weight;
    if (within + across > 0)
        section.addFact(tr("Bound within"), text::percent(within / (within + across)), tr("Share of what binds its classes to any that is within it"));
    if (!to.empty()) {
        const auto most = std::ranges::max_element(to, {}, [](const auto &one) { return one.second; });
        section.addFact(tr("Most to"), tr("%1 (%2)").arg(desk.serviceName(most->first), text::percent(most->second / (within + across))));
    }
    addCalls(section, desk);
    addUseCases(section, desk);
    QStringList marks;
    for (const auto &[number, text] : {std::pair(pinned, tr("%1 pinned")), {moved, tr("%1 moved by hand")}, {elsewhere, tr("%1 bound elsewhere")}})
        if (number > 0)
            marks << text.arg(count(number));
    if (!marks.isEmpty())
        section.addFact(tr("Marks"), marks.join(QStringLiteral(", ")));
}

} // namespace

void addBoundarySection(Inspector &inspector, BoundaryDesk &desk)
{
    inspector.addSection(tr("Boundaries"), [&desk](InspectorSection &section) {
        if (desk.split() == nullptr || desk.data() == nullptr || desk.selected().empty() || desk.context().workspace.perspective() != QLatin1String("boundaries"))
            return;
        if (desk.selected().size() == 1)
            addClass(section, desk, desk.selected().front());
        else if (const auto service = serviceOf(desk))
            addService(section, desk, *service);
        else {
            section.addText(tr("%1 classes").arg(count(desk.selected().size())));
            addCalls(section, desk);
            addUseCases(section, desk);
        }
    }, true);
    // A band that is drawn selects at each step.
    auto *soon = new QTimer(&inspector);
    soon->setSingleShot(true);
    soon->setInterval(0);
    QObject::connect(soon, &QTimer::timeout, &inspector, &Inspector::refresh);
    for (const auto signal : {&BoundaryDesk::dataChanged, &BoundaryDesk::splitChanged, &BoundaryDesk::selectionChanged})
        QObject::connect(&desk, signal, soon, qOverload<>(&QTimer::start));
}

} // namespace causeway::views
