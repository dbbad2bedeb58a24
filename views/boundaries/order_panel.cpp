#include "views/boundaries/order_panel.h"

#include <QHeaderView>
#include <QSplitter>
#include <QStackedLayout>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

#include "views/boundaries/class_panel.h"
#include "views/boundaries/split_text.h"
#include "views/explore/table_look.h"
#include "views/shell/empty_state.h"
#include "views/text/text.h"

namespace causeway::views {

using boundaries::kNoService;

namespace {

std::vector<std::uint32_t> classesOf(const boundaries::Split &split, std::uint32_t service)
{
    std::vector<std::uint32_t> out;
    for (std::uint32_t i = 0; i < split.serviceOf.size(); ++i)
        if (split.serviceOf[i] == service)
            out.push_back(i);
    return out;
}

} // namespace

std::vector<boundaries::ClassPair> callsOfStep(const boundaries::ClassModel &model, const boundaries::Split &split, const std::vector<boundaries::Extraction> &order, std::size_t step)
{
    std::vector<bool> out(split.services.size());
    for (std::size_t i = 0; i < step; ++i)
        out[order[i].service] = true;
    std::vector<boundaries::ClassPair> pairs;
    for (const boundaries::ClassPair &call : model.calls) {
        const std::uint32_t from = split.serviceOf[call.a], to = split.serviceOf[call.b];
        if (from == kNoService || to == kNoService || from == to)
            continue;
        if ((from == order[step].service && !out[to]) || (to == order[step].service && !out[from]))
            pairs.push_back(call);
    }
    std::ranges::stable_sort(pairs, std::greater(), &boundaries::ClassPair::weight);
    return pairs;
}

OrderPanel::OrderPanel(BoundaryDesk &desk, QWidget *parent)
    : QWidget(parent), m_desk(desk), m_model(new CellTable({{tr("Step"), {}, true},
                                                            {tr("Leaves"), tr("The service that is taken out")},
                                                            {tr("Classes"), {}, true},
                                                            {tr("Become remote"), tr("Calls, or references where nothing was recorded, that cross a border from this step on"), true},
                                                            {tr("Remote in all"), tr("Calls that cross a border once it is out"), true},
                                                            {tr("Reaches"), tr("Services, or what is left, that it calls or is called by")}},
                                                           this)),
      m_table(new QTableView(this)), m_pairs(new PairList(desk, this)), m_stack(new QStackedLayout(this)), m_page(new QWidget(this))
{
    setAccessibleName(tr("Extraction order"));
    prepareTable(*m_table, tr("Steps in which services are taken out"));
    m_table->setModel(m_model);
    const int digit = fontMetrics().horizontalAdvance(QLatin1Char('0'));
    m_table->horizontalHeader()->setSectionResizeMode(ReachesColumn, QHeaderView::Stretch);
    for (const auto &[column, digits] : {std::pair(StepColumn, 5), {ServiceColumn, 15}, {ClassesColumn, 8}, {AddedColumn, 14}, {CallsColumn, 13}})
        m_table->setColumnWidth(column, digits * digit);
    auto *split = new QSplitter(Qt::Horizontal, m_page);
    split->setChildrenCollapsible(false);
    split->addWidget(m_table);
    split->addWidget(m_pairs);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 2);
    auto *page = new QVBoxLayout(m_page);
    page->setContentsMargins(0, 0, 0, 0);
    page->addWidget(split);
    m_none = makeNoBoundaries(desk, tr("Here you will see in what order services can be taken out of the whole, each time the one that makes the fewest calls remote for a class; the one with most calls over its borders is what is left."), true, this);
    m_none->setMinimumHeight(80);
    m_stack->addWidget(m_page);
    m_stack->addWidget(m_none);
    m_apart = new EmptyState(QStringLiteral("boundaries"), tr("These services run apart already"), tr("There is nothing to take out of a whole: what is in one box would be merged. What that spares stands under Cost."), this);
    m_apart->setMinimumHeight(80);
    m_stack->addWidget(m_apart);
    setFocusProxy(m_table);
    onRowChosen(*m_table, [this](const QModelIndex &index) {
        const auto step = static_cast<std::size_t>(m_model->item(index.row()));
        if (step < m_desk.order().size())
            m_desk.select(classesOf(m_desk.split()->split, m_desk.order()[step].service));
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex &now) { showStep(now.isValid() ? static_cast<int>(m_model->item(now.row())) : -1); });
    for (const auto signal : {&BoundaryDesk::dataChanged, &BoundaryDesk::splitChanged})
        connect(&desk, signal, this, &OrderPanel::refresh);
    refresh();
}

bool OrderPanel::isEmpty() const { return m_stack->currentWidget() == m_none; }

void OrderPanel::refresh()
{
    const bool apart = hasBoundaries(m_desk, true) && m_desk.data()->data.services, shown = hasBoundaries(m_desk, true) && !apart;
    m_stack->setCurrentWidget(shown ? m_page : apart ? m_apart : m_none);
    const int before = m_table->currentIndex().row();
    std::vector<CellTable::Line> lines;
    if (shown && m_desk.order().size() + 1 >= m_desk.split()->split.services.size()) { // it may be told a moment after the split
        const boundaries::Split &split = m_desk.split()->split;
        std::vector<bool> out(split.services.size());
        const auto line = [&](std::size_t step, std::uint32_t service, const QString &name, const boundaries::Extraction *one) {
            const std::size_t size = classesOf(split, service).size();
            const QString reaches = one == nullptr ? QString() : servicesText(one->reaches, split);
            lines.push_back({{one == nullptr ? QStringLiteral("–") : text::number(static_cast<std::int64_t>(step + 1)), static_cast<double>(step)},
                             {name},
                             {text::number(static_cast<std::int64_t>(size)), static_cast<double>(size)},
                             {one == nullptr ? QStringLiteral("–") : callsText(one->added), one == nullptr ? 0 : one->added},
                             {one == nullptr ? QStringLiteral("–") : callsText(one->calls), one == nullptr ? 0 : one->calls},
                             {reaches, std::nan(""), reaches}});
        };
        for (std::size_t step = 0; step < m_desk.order().size(); ++step) {
            const boundaries::Extraction &one = m_desk.order()[step];
            out[one.service] = true;
            line(step, one.service, m_desk.serviceName(one.service), &one);
        }
        for (std::uint32_t s = 0; s < out.size(); ++s)
            if (!out[s])
                line(m_desk.order().size(), s, tr("%1 is left").arg(m_desk.serviceName(s)), nullptr);
    }
    m_model->setLines(std::move(lines));
    if (before >= 0 && before < m_model->rowCount())
        m_table->setCurrentIndex(m_model->index(before, 0));
    else
        showStep(-1);
}

void OrderPanel::showStep(int step)
{
    if (m_desk.split() == nullptr || step < 0) {
        m_pairs->setPairs(m_desk.split() == nullptr ? QString() : tr("Choose a step to see the calls that it makes remote"), {});
        return;
    }
    if (static_cast<std::size_t>(step) >= m_desk.order().size()) {
        m_pairs->setPairs(tr("What is left at the end stays as it is"), {});
        return;
    }
    const boundaries::Extraction &one = m_desk.order()[static_cast<std::size_t>(step)];
    m_pairs->setPairs(tr("Step %1: %2 leaves, and these calls become remote").arg(step + 1).arg(m_desk.serviceName(one.service)), callsOfStep(m_desk.data()->data.model, m_desk.split()->split, m_desk.order(), static_cast<std::size_t>(step)));
}

} // namespace causeway::views
