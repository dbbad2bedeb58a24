#include "views/boundaries/pair_list.h"

#include <QHeaderView>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

#include "views/boundaries/split_text.h"
#include "views/explore/table_look.h"
#include "views/shell/elided_label.h"
#include "views/shell/flow_layout.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

using boundaries::kNoService;

PairList::PairList(BoundaryDesk &desk, QWidget *parent)
    : QWidget(parent), m_desk(desk), m_model(new CellTable({{tr("From")}, {tr("To")}, {tr("Calls"), tr("Recorded, or references where nothing was recorded"), true}}, this)), m_table(new QTableView(this)), m_title(new ElidedLabel(this)),
      m_first(new QPushButton(this)), m_second(new QPushButton(this))
{
    setAccessibleName(tr("Pairs of classes"));
    prepareTable(*m_table, tr("Pairs of classes that call each other"));
    m_table->setModel(m_model);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(-1, Qt::AscendingOrder);
    m_table->horizontalHeader()->setSectionResizeMode(FromColumn, QHeaderView::Stretch);
    m_table->horizontalHeader()->setSectionResizeMode(ToColumn, QHeaderView::Stretch);
    m_table->setColumnWidth(CallsColumn, 9 * fontMetrics().horizontalAdvance(QLatin1Char('0')));
    m_title->setContentsMargins(theme::kMargin, 4, theme::kMargin, 4);
    auto *buttons = new QWidget(this);
    auto *row = new FlowLayout(buttons, theme::kGrid);
    row->setContentsMargins(theme::kMargin, 4, theme::kMargin, 4);
    row->addWidget(m_first);
    row->addWidget(m_second);
    auto *page = new QVBoxLayout(this);
    page->setContentsMargins(0, 0, 0, 0);
    page->setSpacing(0);
    page->addWidget(m_title);
    page->addWidget(m_table, 1);
    page->addWidget(buttons);
    setFocusProxy(m_table);
    connect(m_first, &QPushButton::clicked, this, [this] { move(true); });
    connect(m_second, &QPushButton::clicked, this, [this] { move(false); });
    onRowChosen(*m_table, [this](const QModelIndex &) {
        if (const boundaries::ClassPair *pair = current())
            m_desk.select(pair->a == pair->b ? std::vector{pair->a} : std::vector{std::min(pair->a, pair->b), std::max(pair->a, pair->b)});
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, &PairList::refreshButtons);
    connect(m_model, &QAbstractItemModel::modelReset, this, &PairList::refreshButtons);
    refreshButtons();
}

void PairList::setPairs(const QString &title, std::vector<boundaries::ClassPair> pairs)
{
    m_title->setText(title);
    m_pairs = std::move(pairs);
    std::vector<CellTable::Line> lines;
    lines.reserve(m_pairs.size());
    const auto cell = [&](std::uint32_t one) {
        const std::uint32_t service = m_desk.split()->split.serviceOf[one];
        return CellTable::Cell{m_desk.className(one), std::nan(""), text::fromBytes(m_desk.data()->data.model.classes[one]) + (service == kNoService ? QString() : QLatin1Char('\n') + tr("in %1").arg(m_desk.serviceName(service)))};
    };
    for (const boundaries::ClassPair &pair : m_pairs)
        lines.push_back({cell(pair.a), cell(pair.b), {callsText(pair.weight), pair.weight}});
    m_model->setLines(std::move(lines));
}

const boundaries::ClassPair *PairList::current() const
{
    const QModelIndex index = m_table->currentIndex();
    return index.isValid() && m_desk.split() != nullptr ? &m_pairs[m_model->item(index.row())] : nullptr;
}

void PairList::refreshButtons()
{
    const boundaries::ClassPair *pair = current();
    const auto say = [&](QPushButton &button, std::uint32_t one, std::uint32_t other, const QString &idle) {
        const std::uint32_t service = pair == nullptr ? kNoService : m_desk.split()->split.serviceOf[other];
        const bool can = pair != nullptr && service != kNoService && m_desk.split()->split.serviceOf[one] != service;
        QString text = can ? tr("Move %1 to %2").arg(m_desk.className(one), m_desk.serviceName(service)) : idle;
        button.setText(fontMetrics().elidedText(text, Qt::ElideMiddle, 40 * fontMetrics().averageCharWidth()).replace(QLatin1Char('&'), QStringLiteral("&&")));
        button.setAccessibleName(text);
        button.setEnabled(can);
        button.setToolTip(text::toolTip(can ? text : pair == nullptr ? tr("Choose a pair of classes first") : tr("Both are in one service")));
    };
    say(*m_first, pair == nullptr ? 0 : pair->a, pair == nullptr ? 0 : pair->b, tr("Move the caller"));
    say(*m_second, pair == nullptr ? 0 : pair->b, pair == nullptr ? 0 : pair->a, tr("Move the called one"));
}

void PairList::move(bool first)
{
    if (const boundaries::ClassPair *pair = current()) {
        const std::uint32_t one = first ? pair->a : pair->b, other = first ? pair->b : pair->a;
        m_desk.move({one}, m_desk.split()->split.serviceOf[other]);
    }
}

} // namespace causeway::views
