"""Sentences with slots. The held-out ones are of other kinds of text than those that are trained on.

`{person}`, `{full}`, `{location}`, `{organisation}`, `{address}` and `{born}` become entities; `{date}`, `{number}`, `{reference}`,
`{amount}`, `{time}`, `{phone}`, `{email}` and `{job}` do not.
"""

from __future__ import annotations

import re

from .people import Filler

SLOT = re.compile(r"\{(\w+)\}")
LABELS = {"person": "PERSON", "full": "PERSON", "location": "LOCATION", "organisation": "ORGANISATION", "address": "ADDRESS",
          "born": "DATE_OF_BIRTH"}

TRAIN = """My name is {person} and I live in {location}.
Hi, this is {person} from {organisation}, I am calling about invoice {reference}.
Please ship the order to {full}, {address}.
Please send it to {address} instead.
I moved from {location} to {location} last {date}.
{person} works as a {job} at {organisation} in {location}.
Dear {person}, thank you for your order {reference} of {date}.
Kind regards, {person}
Best, {person} - {organisation}
Regards, {full}, {job}, {organisation}, {address}
From: {full} <{email}> To: {full} <{email}>
Customer {full}, born {born}, called at {time} about order {reference}.
Patient: {full}, DOB {born}, admitted to {organisation} on {date}.
{person} was born on {born} in {location}.
Date of birth: {born}
DOB: {born}, name: {full}, address: {address}
The contract between {organisation} and {organisation} ends on {date}.
I have a flight from {location} to {location} on {date} at {time}.
Can you transfer {amount} to {full} please?
My wife {person} and I would like to open an account at {organisation}.
Ask {person} or {person} whether the meeting at {time} still stands.
{person} said that {organisation} will open an office in {location}.
According to {person}, a spokesman for {organisation}, sales fell by {number} percent.
I spoke with {person} yesterday and she told me to call {phone}.
You can reach me at {phone} or {email}, my name is {full}.
Our office in {location} is closed on {date}.
We are visiting {person} in {location} next week.
The package was delivered to {person} at {address} on {date}.
{full} ({email}) reported a problem with order {reference}.
The defendant, {full}, residing at {address}, is charged with fraud.
{organisation} has its headquarters in {location}.
I used to work for {organisation} before I joined {organisation}.
Tell {person} that the car is ready.
{person}'s account was locked after {number} attempts.
Why was {person} charged {amount} by {organisation}?
Name: {full} Phone: {phone} City: {location}
name={full}; city={location}; employer={organisation}
Employee {full} (born {born}) has joined {organisation} as {job}.
My daughter {person}, born {born}, needs a new passport.
Is there a branch of {organisation} near {address}?
My new address is {address}.
The invoice goes to {organisation}, {address}.
Hello {person}, how was your trip to {location}?
hey {person}, did you hear back from {organisation}?
thanks {person}! talk to you on monday
{person}: I will be in {location} until {date}.
{person}, {person} and {person} attended the meeting.
The ticket was assigned to {person} and closed by {person}.
{person} lives at {address} with {person}.
Dr. {person} will see you on {date} at {time}.
Mr. {person} and Mrs. {person} arrived from {location}.
Prof. {full} of {organisation} gave a talk on {date}.
I, {full}, hereby authorise {organisation} to debit {amount}.
Please update my date of birth to {born}.
I am {person}, a {job} from {location}.
Flights to {location} are cheaper than flights to {location}.
The weather in {location} is awful today.
What time is it in {location}?
{location} and {location} signed the agreement on {date}.
The train to {location} leaves at {time}.
People in {location} pay {amount} for that.
{organisation} shares rose after the report of {date}.
Does {organisation} ship to {location}?
I bought it from {organisation} on {date} for {amount}.
Contact {person} at {organisation} ({email}).
The landlord of {address} is {full}.
Deliveries to {address} take {number} days.
{person} met {person} at {organisation} in {location}.
On {date} {full} sent {amount} to {organisation}.
Signed: {full}, {location}, {date}
{full} has been a customer of {organisation} since {date}.
Username of {person} is reset, case {reference}.
Your appointment with {person} on {date} is confirmed, reference {reference}.
The witness {person} saw {person} leave {address} at {time}.
{person} is the {job} of {organisation}.
I was born on {born} and live at {address}.
Forwarded by {full} on {date}, {time}
{person} wrote:
@{person} can you take this one?
Attn: {full}, {organisation}
c/o {full}, {address}
My brother {person} lives in {location}, my sister {person} in {location}.
User {full} (id {number}) logged in from {location} at {time}.
Complaint {reference}: {full} of {address} says that nobody from {organisation} called back.
The committee of {organisation} elected {full} on {date}.
{person} flew to {location} on business.
She was introduced to {person} by {person} of {organisation}.
Born {born} in {location}, {full} studied at {organisation}.""".splitlines()

NOTHING = """Your order {reference} of {date} has been shipped, tracking number {number}.
The total is {amount}, due on {date}.
Please call {phone} between {time} and {time}.
Send an email to {email} if the problem persists.
The meeting is on {date} at {time}.
Dear Sir or Madam, thank you for your letter of {date}.
Dear customer, your request {reference} is being processed.
Kind regards, your support team
Error {number} in module {reference} at {time}
The {job} will call you back before {time}.
We need a {job} who can start on {date}.
I lost my card on {date} and want a new one.
How do I change my PIN?
The fee of {amount} was charged twice.
Version {number} was released on {date}.
My order {number} has not arrived, what now?
The policy expires on {date}.
It costs {amount} per month.
I will may be late on monday, sorry.
Can you mark the bill as paid and grant me access?
Please remind me in april to renew it.""".splitlines()

HELD_OUT = """Good morning, you are speaking to {person}, how may I help you today?
I'd like to cancel the policy of my late father, {full}, who was born on {born}.
Our driver could not find {address}; could you confirm it?
RE: visit of {person} ({organisation}) to our plant in {location}
+++ {time} +++ {organisation} to close its factory in {location} +++
{full}, 34, of {location}, pleaded guilty on {date}.
Beneficiary: {full}; bank: {organisation}; amount: {amount}; reference {reference}
The nurse noted at {time} that {person} had been transferred from {organisation}.
2 tickets for {location}, passenger names {full} and {full}
INFO login ok user="{full}" tenant="{organisation}" region="{location}"
{person} liked a photo that {person} took in {location}.
we're meeting at {address} around {time}, bring {person} along
hi its {person} here, the courier went to {address} again
The deceased, {full} (born {born}), last resided at {address}.
Review by {person} from {location}: room was fine, staff of {organisation} less so.
Has {person} signed the lease for {address} yet?
Interview with {full}, {job} at {organisation}, conducted on {date}
My passport says {born} but my file at {organisation} has another birthday.
We regret that {person} is no longer with {organisation}.
Minutes: present were {person}, {person}, {person}; excused: {person}
Grandma {person} still lives in {location}.
The goalkeeper {person} moves from {organisation} to {organisation}.
Two suspects were arrested near {location} after {person} called the police.
Thx for the quick reply!! cheers {person}""".splitlines()

HELD_OUT_NOTHING = """Parcel {number} was handed to a neighbour on {date}.
WARN retry {number} of job {reference} at {time}
Reminder: {amount} are overdue since {date}, please pay at once.
Tap the bell to get alerts on {date}.
To whom it may concern: the seminar begins at {time}.
Write to {email} or dial {phone}, quoting {reference}.
I need a new {job}, mine quit in may.""".splitlines()


def fill(template: str, filler: Filler) -> tuple[str, list[tuple[int, int, str]]]:
    """The sentence and its entities as (start, end, label)."""
    text, spans, at = "", [], 0
    for slot in SLOT.finditer(template):
        text += template[at : slot.start()]
        value = value_of(slot.group(1), filler)
        label = LABELS.get(slot.group(1))
        if label:
            spans.append((len(text), len(text) + len(value), label))
        text += value
        at = slot.end()
    return text + template[at:], spans


def value_of(slot: str, filler: Filler) -> str:
    """A value for a slot."""
    if slot == "born":
        return filler.date()
    return getattr(filler, slot)() if slot in LABELS else filler.other(slot)
