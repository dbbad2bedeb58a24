#include "views/rootcause/incident_panel.h"

#include <QAction>
#include <QFileDialog>
#include <QFileInfo>
#include <QHeaderView>
#include <QMenu>
#include <QStackedLayout>
#include <QTableView>

#include "app/workspace/workspace.h"
#include "views/explore/table_look.h"
#include "views/shell/action_registry.h"
#include "views/shell/empty_state.h"
#include "views/shell/file_dialog.h"

namespace causeway::views {

IncidentPanel::IncidentPanel(CauseDesk &desk, QWidget *parent) : QWidget(parent), m_desk(desk), m_model(new IncidentModel(this)), m_table(new QTableView(this)), m_stack(new QStackedLayout(this))
{
    setAccessibleName(tr("Incidents"));
    prepareTable(*m_table, tr("Incidents that are kept"));
    m_table->setModel(m_model);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(IncidentModel::WhenColumn, Qt::DescendingOrder);
    const int digit = fontMetrics().horizontalAdvance(QLatin1Char('0'));
    for (const auto &[section, digits] : {std::pair{IncidentModel::WhenColumn, 22}, {IncidentModel::LengthColumn, 10}, {IncidentModel::NameColumn, 15}, {IncidentModel::SaidColumn, 19}, {IncidentModel::KindColumn, 14},
                                          {IncidentModel::NotColumn, 13}, {IncidentModel::ByColumn, 8}})
        m_table->setColumnWidth(section, digits * digit);
    m_table->horizontalHeader()->setSectionResizeMode(IncidentModel::NoteColumn, QHeaderView::Stretch);
    m_stack->addWidget(m_table);
    m_empty = new EmptyState(QStringLiteral("rootcause"), tr("No incident is kept"),
                             tr("Say what you found: choose a time, then confirm a cause, reject one, or write a note above. The incident is then listed here, and its time is not taken for normal."), this,
                             desk.context().actions.action(QStringLiteral("rootcause.importIncidents")));
    m_empty->setMinimumHeight(80);
    m_stack->addWidget(m_empty);
    setFocusProxy(m_table);
    onRowChosen(*m_table, [this](const QModelIndex &index) { m_desk.ask(m_model->incident(index.row())); });
    connect(m_table, &QTableView::customContextMenuRequested, this, [this](const QPoint &position) {
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->setToolTipsVisible(true);
        fill(*menu);
        menu->popup(m_table->viewport()->mapToGlobal(position));
    });
    connect(&desk.incidents(), &IncidentDesk::changed, this, &IncidentPanel::refresh);
    connect(&desk, &CauseDesk::keptChanged, this, &IncidentPanel::follow);
    refresh();
}

bool IncidentPanel::isEmpty() const { return m_stack->currentWidget() == m_empty; }

void IncidentPanel::fill(QMenu &menu) const
{
    for (const char *id : {"rootcause.name", "rootcause.note", "rootcause.forget", "", "rootcause.exportIncidents", "rootcause.importIncidents"})
        if (*id == '\0')
            menu.addSeparator();
        else
            menu.addAction(m_desk.context().actions.action(QLatin1String(id)));
}

void IncidentPanel::refresh()
{
    m_model->setIncidents(m_desk.incidents().all());
    m_stack->setCurrentWidget(m_model->rowCount() > 0 ? static_cast<QWidget *>(m_table) : m_empty);
    follow();
}

void IncidentPanel::follow()
{
    const storage::Incident *kept = m_desk.kept();
    const int row = kept == nullptr ? -1 : m_model->rowOfId(kept->id);
    m_table->setCurrentIndex(row < 0 ? QModelIndex() : m_model->index(row, IncidentModel::WhenColumn));
}

void IncidentPanel::importFile()
{
    auto *dialog = makeFileDialog(window(), tr("Import incidents"), QFileInfo(m_desk.context().workspace.path()).path(), tr("Comma-separated values (*.csv);;All files (*)"));
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, &m_desk, [this](const QString &path) { m_desk.incidents().importFrom(path); });
    dialog->open();
}

void IncidentPanel::exportFile()
{
    const QString csv = tr("Comma-separated values (*.csv)"), lines = tr("JSON Lines (*.jsonl)");
    auto *dialog = makeFileDialog(window(), tr("Export incidents"), QFileInfo(m_desk.context().workspace.path()).path(), csv + QStringLiteral(";;") + lines);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    dialog->selectFile(QStringLiteral("incidents.csv"));
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog, lines](const QString &chosen) { dialog->setDefaultSuffix(chosen == lines ? QStringLiteral("jsonl") : QStringLiteral("csv")); });
    connect(dialog, &QFileDialog::fileSelected, &m_desk, [this](const QString &path) { m_desk.incidents().exportTo(path); });
    dialog->open();
}

} // namespace causeway::views
