#include "views/rootcause/incident_bar.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QToolButton>

#include "views/shell/action_registry.h"
#include "views/shell/elided_label.h"
#include "views/text/text.h"

namespace causeway::views {

namespace {

constexpr int kLongestText = 4000;

} // namespace

IncidentBar::IncidentBar(CauseDesk &desk, QWidget *parent)
    : QWidget(parent), m_desk(desk), m_confirm(new QToolButton(this)), m_reject(new QToolButton(this)), m_noFault(new QToolButton(this)), m_name(new QLineEdit(this)), m_note(new QLineEdit(this)),
      m_said(new ElidedLabel(this))
{
    auto *line = new QHBoxLayout(this);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(6);
    const std::pair<QToolButton *, const char *> buttons[] = {{m_confirm, "rootcause.confirm"}, {m_reject, "rootcause.reject"}, {m_noFault, "rootcause.noFault"}};
    for (const auto &[button, id] : buttons) {
        QAction *action = desk.context().actions.action(QLatin1String(id));
        button->setDefaultAction(action);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setFocusPolicy(Qt::TabFocus);
        button->setAccessibleName(action->text());
        // It shows what is kept, not what was pressed.
        connect(action, &QAction::triggered, this, &IncidentBar::refresh);
        line->addWidget(button);
    }
    const std::tuple<QLineEdit *, QString, QString, void (CauseDesk::*)(const QString &)> edits[] = {{m_name, tr("Name"), tr("Name of the incident"), &CauseDesk::setName},
                                                                                                 {m_note, tr("Note"), tr("Note to the incident"), &CauseDesk::setNote}};
    for (const auto &[edit, hint, name, set] : edits) {
        edit->setPlaceholderText(hint);
        edit->setAccessibleName(name);
        edit->setMaxLength(kLongestText);
        edit->setMinimumWidth(56);
        line->addWidget(edit, edit == m_note ? 2 : 1);
        connect(edit, &QLineEdit::editingFinished, this, [this, edit = edit, set = set] {
            if (!edit->isModified())
                return;
            edit->setModified(false);
            (m_desk.*set)(edit->text());
        });
    }
    m_said->setForegroundRole(QPalette::PlaceholderText);
    m_said->setAccessibleName(tr("What is said of the incident"));
    line->addWidget(m_said, 1);
    for (const auto signal : {&CauseDesk::changed, &CauseDesk::keptChanged, &CauseDesk::causeChanged})
        connect(&desk, signal, this, &IncidentBar::refresh);
    refresh();
}

void IncidentBar::refresh()
{
    const rootcause::Cause *cause = m_desk.cause();
    const storage::Incident *kept = m_desk.kept();
    m_confirm->defaultAction()->setChecked(cause != nullptr && m_desk.isConfirmed(*cause));
    m_reject->defaultAction()->setChecked(cause != nullptr && m_desk.isRejected(*cause));
    m_noFault->defaultAction()->setChecked(kept != nullptr && kept->verdict == storage::IncidentVerdict::NoFault);
    if (m_about != m_desk.incident()) { // what was typed was about another one
        m_about = m_desk.incident();
        m_name->setModified(false);
        m_note->setModified(false);
    }
    for (QLineEdit *edit : {m_name, m_note}) {
        edit->setEnabled(m_about.has_value());
        if (!edit->isModified())
            edit->setText(kept == nullptr ? QString() : text::fromBytes(edit == m_name ? kept->name : kept->note));
    }
    m_said->setText(kept == nullptr ? QString() : tr("%1, by %2").arg(incidentVerdict(*kept), text::fromBytes(kept->by)));
    m_said->setDetails(kept == nullptr ? QString() : text::time(TimePoint{kept->atNs}));
}

} // namespace causeway::views
