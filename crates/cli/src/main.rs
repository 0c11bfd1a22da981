//! The `stirstick` program: arguments in, answers out, exit codes by kind of error.
//!
//! One file a command under `commands`; arguments are parsed to plain values in `args`, validated
//! once there or in the question, and every error goes through the table in `failure`.

mod args;
mod commands;
mod failure;
mod interrupt;
mod output;
mod worker;

use args::{Arguments, Command};
use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    interrupt::install();
    match run(&arguments) {
        Ok(code) => code,
        Err(failure) => failure.report(),
    }
}

fn run(arguments: &Arguments) -> Result<ExitCode, failure::Failure> {
    let context = commands::Context::new(arguments);
    match &arguments.command {
        Command::Brief(options) => commands::brief::run(&context, options),
        Command::Ledger(options) => commands::ledger::run(&context, options),
        Command::Check(options) => commands::check::run(&context, options),
        Command::Gravity(options) => commands::gravity::run(&context, options),
        Command::Outlook(options) => commands::outlook::run(&context, options),
        Command::Potential(options) => commands::potential::run(&context, options),
        Command::Suppliers(options) => commands::suppliers::run(&context, options),
        Command::Expo(options) => commands::expo::run(&context, options),
        Command::Data(options) => commands::data::run(&context, options),
        Command::Sql(options) => commands::sql::run(&context, options),
        Command::Receipt(options) => commands::receipt::run(&context, options),
        Command::Sample(options) => commands::sample::run(options),
        Command::SqlWorker(options) => commands::sql::work(&context, options),
        Command::ReceiptWorker(options) => commands::receipt::work(&context, options),
    }
}
