#include "views/boundaries/class_panel.h"

#include <QEvent>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLineEdit>
#include <QMenu>
#include <QStackedLayout>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

#include "app/workspace/workspace.h"
#include "views/boundaries/boundary_actions.h"
#include "views/explore/table_look.h"
#include "views/shell/action_registry.h"
#include "views/shell/elided_label.h"
#include "views/shell/empty_state.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

bool hasBoundaries(const BoundaryDesk &desk, bool showsSplit) { return desk.data() != nullptr && (!showsSplit || desk.split() != nullptr); }

QWidget *makeNoBoundaries(BoundaryDesk &desk, const QString &text, bool showsSplit, QWidget *parent)
{
    ActionRegistry &actions = desk.context().actions;
    auto *pages = new QWidget(parent);
    auto *stack = new QStackedLayout(pages);
    auto *import = new EmptyState(QStringLiteral("boundaries"), {}, {}, pages, actions.action(QStringLiteral("file.import")));
    auto *propose = new EmptyState(QStringLiteral("boundaries"), {}, {}, pages, actions.action(QStringLiteral("boundaries.propose")));
    auto *wait = new EmptyState(QStringLiteral("boundaries"), {}, {}, pages);
    for (QWidget *page : {import, propose, wait})
        stack->addWidget(page);
    const auto refresh = [&desk, stack, import, propose, wait, text, showsSplit] {
        if (!desk.context().workspace.isOpen()) {
            import->setText(BoundaryDesk::tr("No project is open"), text);
            stack->setCurrentWidget(import);
        } else if (desk.dataError()) {
            import->setText(BoundaryDesk::tr("Nothing is known of classes that could be split"),
                            text::render(*desk.dataError()) + QStringLiteral("\n\n") +
                                BoundaryDesk::tr("Import recorded call flows by use case, class graphs (static references, names, changes in common) or traces of services."));
            stack->setCurrentWidget(import);
        } else if (!desk.isRead() || desk.data() == nullptr) {
            wait->setText(BoundaryDesk::tr("Reading what is known of classes …"), text);
            stack->setCurrentWidget(wait);
        } else if (showsSplit && desk.splitError()) {
            propose->setText(BoundaryDesk::tr("The split cannot be shown"), text::render(*desk.splitError()));
            stack->setCurrentWidget(propose);
        } else if (desk.isProposing() || desk.chosen() != 0) {
            wait->setText(desk.isProposing() ? BoundaryDesk::tr("Proposing services …") : BoundaryDesk::tr("Reading the split …"), text);
            stack->setCurrentWidget(wait);
        } else {
            const QString count = text::number(static_cast<std::int64_t>(desk.data()->data.model.classes.size()));
            propose->setText(desk.data()->data.services ? BoundaryDesk::tr("No split yet, of %1 services").arg(count) : BoundaryDesk::tr("No split yet, of %1 classes").arg(count), text);
            stack->setCurrentWidget(propose);
        }
    };
    for (const auto signal : {&BoundaryDesk::dataChanged, &BoundaryDesk::treeChanged, &BoundaryDesk::splitChanged, &BoundaryDesk::settingsChanged})
        QObject::connect(&desk, signal, pages, refresh);
    QObject::connect(&desk.context().workspace, &workspace::Workspace::projectChanged, pages, refresh);
    refresh();
    return pages;
}

ClassPanel::ClassPanel(BoundaryDesk &desk, QWidget *parent)
    : QWidget(parent), m_desk(desk), m_model(new ClassTable(this)), m_table(new QTableView(this)), m_filter(new QLineEdit(this)), m_summary(new ElidedLabel(this)), m_stack(new QStackedLayout(this))
{
    setAccessibleName(tr("Classes"));
    prepareTable(*m_table, tr("Classes and their services"));
    m_table->setModel(m_model);
    m_table->setTextElideMode(Qt::ElideMiddle); // packages begin alike
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->sortByColumn(ClassTable::ServiceColumn, Qt::AscendingOrder);
    m_table->setSortingEnabled(true);
    const int digit = fontMetrics().horizontalAdvance(QLatin1Char('0'));
    m_table->horizontalHeader()->setSectionResizeMode(ClassTable::NameColumn, QHeaderView::Stretch);
    m_table->horizontalHeader()->setSectionResizeMode(ClassTable::PackageColumn, QHeaderView::Stretch);
    m_table->horizontalHeader()->setMinimumSectionSize(5 * digit);
    for (const auto &[column, digits] : {std::pair(ClassTable::ServiceColumn, 14), {ClassTable::StabilityColumn, 9}, {ClassTable::ElsewhereColumn, 15}, {ClassTable::InColumn, 11}, {ClassTable::OutColumn, 9}, {ClassTable::UseCaseColumn, 10},
                                         {ClassTable::MarksColumn, 8}, {ClassTable::SeenColumn, 6}})
        m_table->setColumnWidth(column, digits * digit);
    m_filter->setPlaceholderText(tr("Find a class, service or package"));
    m_filter->setAccessibleName(tr("Find a class, service or package"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setMaximumWidth(260);
    m_summary->setForegroundRole(QPalette::PlaceholderText);
    const TablePage made = makeTablePage(*m_table, this);
    made.bar->addWidget(m_filter);
    made.bar->addWidget(m_summary, 1);
    m_page = made.page;
    m_none = makeNoBoundaries(desk, tr("Here each class stands with its service, how stable that is, and what crosses its border."), false, this);
    m_stack->addWidget(m_page);
    m_stack->addWidget(m_none);
    setFocusProxy(m_table);

    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_following = true;
        m_model->setFilter(text.trimmed());
        m_following = false;
        // What is not seen is not acted on.
        std::vector<std::uint32_t> seen;
        for (const std::uint32_t one : m_desk.selected())
            if (m_model->rowOf(one) >= 0)
                seen.push_back(one);
        m_desk.select(std::move(seen));
        showSelection();
    });
    m_table->installEventFilter(this);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &ClassPanel::takeSelection);
    connect(m_table, &QTableView::customContextMenuRequested, this, [this](const QPoint &position) {
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->setToolTipsVisible(true);
        fillClassMenu(*menu, m_desk);
        menu->popup(m_table->viewport()->mapToGlobal(position));
    });
    for (const auto signal : {&BoundaryDesk::dataChanged, &BoundaryDesk::splitChanged})
        connect(&desk, signal, this, &ClassPanel::refresh);
    connect(&desk, &BoundaryDesk::selectionChanged, this, &ClassPanel::showSelection);
    refresh();
}

bool ClassPanel::isEmpty() const { return m_stack->currentWidget() == m_none; }

void ClassPanel::refresh()
{
    m_following = true;
    m_model->follow(m_desk);
    m_following = false;
    m_stack->setCurrentWidget(hasBoundaries(m_desk, false) ? m_page : m_none);
    showSelection();
}

void ClassPanel::showSelection()
{
    if (!m_following && m_desk.data() != nullptr) {
        m_following = true;
        std::vector<bool> wanted(m_desk.data()->data.model.classes.size());
        for (const std::uint32_t one : m_desk.selected())
            wanted[one] = true;
        QItemSelection rows; // in as few pieces as can be
        int first = -1;
        const int count = m_model->rowCount();
        for (int row = 0; row < count; ++row) {
            const int from = row;
            while (row < count && wanted[m_model->item(row)])
                ++row;
            if (row == from)
                continue;
            rows.select(m_model->index(from, 0), m_model->index(row - 1, m_model->columnCount() - 1));
            first = first < 0 ? from : first;
        }
        m_table->selectionModel()->select(rows, QItemSelectionModel::ClearAndSelect);
        if (first >= 0 && !m_table->hasFocus()) {
            m_table->selectionModel()->setCurrentIndex(m_model->index(first, 0), QItemSelectionModel::NoUpdate);
            m_table->scrollTo(m_model->index(first, 0));
        }
        m_following = false;
    }
    const std::size_t all = m_desk.data() == nullptr ? 0 : m_desk.data()->data.model.classes.size(), selected = m_desk.selected().size();
    const auto count = [](std::size_t n) { return text::number(static_cast<std::int64_t>(n)); };
    m_summary->setText(selected > 0 ? tr("%1 of %2 classes selected").arg(count(selected), count(all)) : m_model->filter().isEmpty() ? tr("%1 classes").arg(count(all)) : tr("%1 of %2 classes").arg(count(static_cast<std::size_t>(m_model->rowCount())), count(all)));
}

// Keys act on what is selected: where nothing is, on the row that the table has come to.
bool ClassPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table && event->type() == QEvent::FocusIn && m_desk.selected().empty() && m_table->currentIndex().isValid())
        m_table->selectRow(m_table->currentIndex().row());
    return QWidget::eventFilter(watched, event);
}

void ClassPanel::takeSelection()
{
    if (m_following)
        return;
    m_following = true;
    std::vector<std::uint32_t> classes;
    for (const QModelIndex &index : m_table->selectionModel()->selectedRows())
        classes.push_back(m_model->item(index.row()));
    m_desk.select(std::move(classes));
    showSelection(); // the summary
    m_following = false;
}

} // namespace causeway::views
