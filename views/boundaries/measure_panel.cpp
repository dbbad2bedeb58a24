#include "views/boundaries/measure_panel.h"

#include <QHeaderView>
#include <QSplitter>
#include <QStackedLayout>
#include <QTableView>
#include <QVBoxLayout>

#include "views/boundaries/class_panel.h"
#include "views/explore/table_look.h"
#include "views/shell/elided_label.h"
#include "views/theme/theme.h"

namespace causeway::views {

MeasurePanel::MeasurePanel(BoundaryDesk &desk, QWidget *parent)
    : QWidget(parent), m_desk(desk), m_measureModel(new MeasureTable(this)), m_serviceModel(new SplitServiceTable(this)), m_measures(new QTableView(this)), m_services(new QTableView(this)), m_heading(new ElidedLabel(this)),
      m_stack(new QStackedLayout(this)), m_page(new QWidget(this)), m_split(new QSplitter(Qt::Horizontal, m_page))
{
    setAccessibleName(tr("Measures"));
    m_none = makeNoBoundaries(desk, tr("Here the measures of the split stand beside those of the variant that it is held against."), true, this);
    prepareTable(*m_measures, tr("Measures before and now"));
    m_measures->setModel(m_measureModel);
    m_measures->setContextMenuPolicy(Qt::NoContextMenu);
    prepareTable(*m_services, tr("Services with their sizes"));
    m_services->setModel(m_serviceModel);
    m_services->setContextMenuPolicy(Qt::NoContextMenu);
    m_services->sortByColumn(SplitServiceTable::SizeColumn, Qt::DescendingOrder);
    m_services->setSortingEnabled(true);
    const int digit = fontMetrics().horizontalAdvance(QLatin1Char('0'));
    m_measures->horizontalHeader()->setSectionResizeMode(MeasureTable::NameColumn, QHeaderView::Stretch);
    for (const auto &[column, digits] : {std::pair(MeasureTable::BeforeColumn, 9), {MeasureTable::NowColumn, 9}, {MeasureTable::DifferenceColumn, 17}})
        m_measures->setColumnWidth(column, digits * digit);
    m_services->horizontalHeader()->setSectionResizeMode(SplitServiceTable::NameColumn, QHeaderView::Stretch);
    for (const auto &[column, digits] : {std::pair(SplitServiceTable::SizeColumn, 9), {SplitServiceTable::StabilityColumn, 10}, {SplitServiceTable::UseCaseColumn, 10}, {SplitServiceTable::InColumn, 9}, {SplitServiceTable::OutColumn, 9}})
        m_services->setColumnWidth(column, digits * digit);
    m_heading->setContentsMargins(theme::kMargin, 4, theme::kMargin, 4);
    m_heading->setForegroundRole(QPalette::PlaceholderText);
    m_split->addWidget(m_measures);
    m_split->addWidget(m_services);
    auto *page = new QVBoxLayout(m_page);
    page->setContentsMargins(0, 0, 0, 0);
    page->setSpacing(0);
    page->addWidget(m_heading);
    page->addWidget(m_split, 1);
    m_stack->addWidget(m_page);
    m_stack->addWidget(m_none);
    setFocusProxy(m_measures);
    onRowChosen(*m_services, [this](const QModelIndex &index) {
        if (m_desk.split() == nullptr)
            return;
        std::vector<std::uint32_t> classes;
        for (std::uint32_t i = 0; i < m_desk.split()->split.serviceOf.size(); ++i)
            if (m_desk.split()->split.serviceOf[i] == m_serviceModel->item(index.row()))
                classes.push_back(i);
        m_desk.select(std::move(classes));
    });
    for (const auto signal : {&BoundaryDesk::dataChanged, &BoundaryDesk::treeChanged, &BoundaryDesk::splitChanged, &BoundaryDesk::previewChanged, &BoundaryDesk::costChanged})
        connect(&desk, signal, this, &MeasurePanel::refresh);
    refresh();
}

// Beside one another where there is more room that way.
void MeasurePanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_split->setOrientation(width() > height() * 3 / 2 ? Qt::Horizontal : Qt::Vertical);
}

void MeasurePanel::refresh()
{
    if (m_desk.split() != nullptr || m_desk.chosen() == 0)
        m_stack->setCurrentWidget(hasBoundaries(m_desk, true) ? m_page : m_none);
    m_measureModel->follow(m_desk);
    m_serviceModel->follow(m_desk);
    m_heading->setText(m_desk.preview()            ? tr("While classes are dragged")
                       : m_desk.comparedId() == 0 ? tr("“%1”, held against no other variant").arg(m_desk.nameOf(m_desk.chosen()))
                                                  : tr("“%1” held against “%2”").arg(m_desk.nameOf(m_desk.chosen()), m_desk.nameOf(m_desk.comparedId())));
}

} // namespace causeway::views
