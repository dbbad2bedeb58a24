#include "views/shell/action_registry.h"

#include "views/theme/theme.h"

namespace causeway::views {

QAction *ActionRegistry::add(const ActionSpec &given, std::function<void()> run)
{
    if (const auto known = m_byId.find(given.id); known != m_byId.end()) {
        qWarning("action %s is registered twice", qPrintable(given.id));
        return m_entries[known->second].action;
    }
    ActionSpec spec = given;
    for (const Entry &entry : m_entries)
        for (const QKeySequence &taken : entry.spec.shortcuts)
            if (reach(entry.spec.scope, spec.scope) && spec.shortcuts.removeAll(taken) > 0)
                qWarning("shortcut %s of %s is taken by %s", qPrintable(taken.toString()), qPrintable(spec.id), qPrintable(entry.spec.id));
    auto *action = new QAction(spec.text, this);
    action->setObjectName(spec.id);
    action->setCheckable(spec.checkable);
    action->setShortcuts(spec.shortcuts);
    action->setShortcutContext(spec.scope.isEmpty() ? Qt::WindowShortcut : Qt::WidgetWithChildrenShortcut);
    if (!spec.icon.isEmpty())
        action->setIcon(theme::icon(spec.icon));
    connect(action, &QAction::triggered, this, [run = std::move(run)] { run(); });
    m_byId[spec.id] = m_entries.size();
    m_entries.push_back({spec, action, {}});
    describe(m_entries.back());
    Q_EMIT added(action, spec.scope);
    return action;
}

QAction *ActionRegistry::action(const QString &id) const
{
    const auto found = m_byId.find(id);
    return found == m_byId.end() ? nullptr : m_entries[found->second].action;
}

void ActionRegistry::setEnabled(const QString &id, bool enabled, const QString &whyNot)
{
    const auto found = m_byId.find(id);
    if (found == m_byId.end())
        return;
    Entry &entry = m_entries[found->second];
    entry.whyNot = enabled ? QString() : whyNot;
    entry.action->setEnabled(enabled);
    describe(entry);
}

void ActionRegistry::describe(Entry &entry)
{
    QString plain = entry.spec.text;
    plain.remove(QLatin1Char('&')).remove(QStringLiteral("…"));
    QString tip = plain;
    if (!entry.spec.shortcuts.isEmpty())
        tip += QStringLiteral("  (%1)").arg(entry.spec.shortcuts.first().toString(QKeySequence::NativeText));
    if (!entry.spec.help.isEmpty())
        tip += QLatin1Char('\n') + entry.spec.help;
    if (!entry.whyNot.isEmpty())
        tip += QLatin1Char('\n') + tr("Not now: %1").arg(entry.whyNot);
    entry.action->setToolTip(tip);
    entry.action->setStatusTip(entry.spec.help);
    entry.action->setWhatsThis(entry.spec.help);
}

QStringList ActionRegistry::duplicateShortcuts() const
{
    QStringList shared;
    for (std::size_t i = 0; i < m_entries.size(); ++i)
        for (std::size_t k = i + 1; k < m_entries.size(); ++k) {
            if (!reach(m_entries[i].spec.scope, m_entries[k].spec.scope))
                continue;
            for (const QKeySequence &shortcut : m_entries[i].action->shortcuts())
                if (m_entries[k].action->shortcuts().contains(shortcut))
                    shared << QStringLiteral("%1: %2, %3").arg(shortcut.toString(), m_entries[i].spec.id, m_entries[k].spec.id);
        }
    return shared;
}

} // namespace causeway::views
