#pragma once
// Beside an answer: how risky the change is, and how far the model can be trusted. A press goes to the panel that says why.

#include <QToolButton>

#include <optional>

#include "analysis/allocate/explore/risk.h"
#include "views/theme/theme.h"

namespace causeway::views {

class TrustDesk;
class WhatIfDesk;

// A short text in the colour of what it says; the colour follows the theme.
class Badge : public QToolButton {
    Q_OBJECT
public:
    explicit Badge(QWidget *parent);
    void say(const QString &text, std::optional<theme::Tone> tone, const QString &tip);

protected:
    void changeEvent(QEvent *event) override;

private:
    void color();
    std::optional<theme::Tone> m_tone;
    QColor m_colored;
};

[[nodiscard]] Badge *makeRiskBadge(WhatIfDesk &desk, QWidget *parent);
[[nodiscard]] Badge *makeTrustBadge(TrustDesk &trust, QWidget *parent);

} // namespace causeway::views
